"""Whether the person's system is set to dark colours, asked in ways that cannot keep the window waiting."""

from __future__ import annotations

import os
import sys

from PyQt5.QtCore import QSettings
from PyQt5.QtDBus import QDBus, QDBusConnection, QDBusMessage, QDBusVariant
from PyQt5.QtGui import QGuiApplication, QPalette

LONGEST_WAIT = 200  # milliseconds that the desktop may take to answer


def system_is_dark() -> bool:
    """Asks the desktop.  Call it before `apply` sets a palette of our own: some systems are only known by theirs."""
    if sys.platform == "win32":
        return _windows_is_dark()
    if sys.platform != "darwin":
        preference = _portal_prefers_dark()
        if preference is not None:
            return preference
        if os.environ.get("GTK_THEME", "").lower().endswith("dark"):
            return True
    colours = QGuiApplication.palette()  # on a Mac and in KDE, Qt takes it from the system
    return colours.color(QPalette.Window).lightness() < colours.color(QPalette.WindowText).lightness()


def _windows_is_dark() -> bool:
    themes = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
    return bool(QSettings(themes, QSettings.Format.NativeFormat).value("AppsUseLightTheme", 1) == 0)


def _portal_prefers_dark() -> bool | None:
    """What Linux desktops (GNOME, KDE and others) answer through their portal; None: no answer or no preference."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None  # without it, asking would start a bus
    call = QDBusMessage.createMethodCall(
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
        "Read",
    )
    call.setArguments(["org.freedesktop.appearance", "color-scheme"])
    reply = QDBusConnection.sessionBus().call(call, QDBus.CallMode.Block, LONGEST_WAIT)
    if reply.type() != QDBusMessage.MessageType.ReplyMessage:
        return None
    value = reply.arguments()[0]
    while isinstance(value, QDBusVariant):  # the portal wraps it twice
        value = value.variant()
    return {1: True, 2: False}.get(value)
