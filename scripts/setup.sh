#!/bin/sh
# Sets up all that a `make` target needs; what is there already costs a moment: scripts/setup.sh run|test|bench|peers
set -eu
cd "$(dirname "$0")/.."

oldest_python=3.11
venv=.venv
complete=$venv/complete # written last, so that a virtual environment without it is half made

# Debian's names. Qt's wheel brings Qt itself; these are the libraries that it expects from the system.
offscreen_packages="libgl1 libglib2.0-0 libfontconfig1 libx11-6 libxext6"
screen_packages="libdbus-1-3 libx11-xcb1 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
    libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0"
virtual_screen_packages="xvfb xauth xdotool openbox"
test_packages="fonts-noto-cjk" # characters that the usual fonts lack

say() { printf '%s\n' "$*"; }

stop() {
    say "$*" >&2
    exit 1
}

# What each target needs: $packages of the system, $requirements of Python.
choose() {
    packages="$offscreen_packages $screen_packages"
    requirements="requirements.txt"
    case ${1-} in
        run) ;;
        test)
            packages="$packages $virtual_screen_packages $test_packages"
            requirements="$requirements requirements-dev.txt"
            ;;
        bench) packages="$packages $virtual_screen_packages" ;;
        peers) requirements="$requirements requirements-bench.txt" ;;
        *) stop "usage: scripts/setup.sh run|test|bench|peers" ;;
    esac
}

# The first Python that is new enough becomes $python: python3 itself, or one that stands beside it under its full name.
find_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        is_new_enough "$python" && return
    done
    found=$(python3 --version 2>/dev/null) || found="no python3"
    stop "Backprop Lab needs Python $oldest_python or newer, and found $found: please install it and try again."
}

is_new_enough() {
    "$1" -c "import sys; sys.exit(sys.version_info < (${oldest_python%.*}, ${oldest_python#*.}))" 2>/dev/null
}

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }

# --- the system's packages -------------------------------------------------------------------------------------------

set_up_system() {
    [ "$(uname -s)" != Darwin ] || return 0 # a Mac has all that Qt needs
    if ! command -v dpkg-query >/dev/null; then
        say "Not a Debian or Ubuntu system: assuming that Qt's libraries (for tests also Xvfb, xdotool, openbox) are here."
        return
    fi
    missing=$(missing_packages)
    [ -z "$missing" ] || install_packages
}

# A package counts as installed under its own name and under those it provides: libglib2.0-0t64 provides libglib2.0-0.
missing_packages() {
    installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}, ${Provides}\n' |
        sed -n 's/^installed//p' | tr ',\n' '  ')
    for package in $(venv_package) $packages; do
        case $installed in
            *" $package "*) ;;
            *) printf ' %s' "$package" ;;
        esac
    done
}

# Debian keeps a part of venv in a package of its own; other Pythons (pyenv, conda) bring it along.
venv_package() {
    is_venv_complete || "$python" -c 'import ensurepip, venv' 2>/dev/null || say "python$(version_of "$python")-venv"
}

install_packages() {
    say "System packages are missing:$missing"
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null && sudo -v; }; then
        as_root=sudo # which asks for a password only where somebody is there to type it
    else
        stop "Please let an administrator run this, then try again:
    apt-get update && apt-get install --no-install-recommends$missing"
    fi
    say "Installing them with apt-get ..."
    # An update may fail for a source that has nothing to do with us; whether that matters, the installation shows.
    apt_get update || say "apt-get update failed; going on with the package lists that are here."
    # shellcheck disable=SC2086 # a list of words
    apt_get install --yes --no-install-recommends $missing ||
        stop "apt-get could not install the system packages (its own message stands above): is the network reachable?"
}

# Answers no questions, tries thrice, and waits for another apt-get (a new machine often updates itself) to finish.
apt_get() {
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 "$@" </dev/null >/dev/null
}

# --- the project's own Python -----------------------------------------------------------------------------------------

set_up_python() {
    is_venv_complete || make_venv
    are_requirements_installed || install_requirements
}

# A virtual environment knows by name the folder that it was made in and the Python that it was made with.
identity() { say "$PWD, Python $(version_of "$venv/bin/python")"; }

is_venv_complete() { [ -e "$complete" ] && [ "$(cat "$complete")" = "$(identity 2>/dev/null)" ]; }

make_venv() {
    say "Making the virtual environment $venv with Python $(version_of "$python")"
    rm -rf "$venv"
    "$python" -m venv "$venv" || stop "Python could not make the virtual environment $venv (its own message stands above)."
}

# Beside the installed packages lies a copy of each file that asked for them.
are_requirements_installed() {
    [ -e "$complete" ] || return 1
    for file in $requirements; do
        cmp -s "$file" "$venv/$file" || return 1
    done
}

# Only ready-made wheels: nobody should need a compiler, and without one the message would be a long one.
install_requirements() {
    say "Installing Python packages: $requirements"
    quiet=--quiet
    [ ! -t 1 ] || quiet= # a person wants to see how far the download is
    rm -f "$complete"
    # shellcheck disable=SC2046,SC2086 # lists of words
    "$venv/bin/python" -m pip install $quiet --disable-pip-version-check --no-input --retries 5 --only-binary :all: \
        $(printf -- '-r %s ' $requirements) ||
        stop "pip could not install the Python packages (its own message stands above): is the network reachable, and is there
a PyQt5 for this processor ($(uname -s) $(uname -m))?"
    # shellcheck disable=SC2086 # a list of words
    cp $requirements "$venv"
    identity >"$complete"
}

choose "$@"
is_venv_complete || find_python
set_up_system
set_up_python
