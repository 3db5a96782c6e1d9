#!/bin/sh
# Runs a command on a virtual screen with a window manager, as if a person sat before it: scripts/on-screen.sh COMMAND...
set -eu

if [ "$(uname -s)" = Darwin ]; then
    echo "Skipped on a Mac, which has no virtual X screen: $*"
    exit
fi

# xvfb-run finds a free screen, and calls this script again inside it.
if [ -z "${ON_SCREEN-}" ]; then
    ON_SCREEN=yes exec xvfb-run --auto-servernum --server-args="-screen 0 1400x900x24" sh "$0" "$@"
fi

# openbox remarks on a menu that nobody misses, so its messages are shown only when it fails.
messages=$(mktemp)
openbox --sm-disable >"$messages" 2>&1 &
window_manager=$!
trap 'kill $window_manager 2>/dev/null; rm -f "$messages"' EXIT

# A window manager that is ready answers for the number of desktops.
tries=200
until xdotool get_num_desktops >/dev/null 2>&1; do
    tries=$((tries - 1))
    if [ $tries = 0 ]; then
        cat "$messages" >&2
        echo "The window manager openbox did not start on the virtual screen." >&2
        exit 1
    fi
    sleep 0.05
done

QT_QPA_PLATFORM=xcb "$@"
