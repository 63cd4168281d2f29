"""What a connection test found, in words: for whoever made it, and for the therapist."""

from owl_app.i18n import t
from owl_app.services.connection_tests import FAILED

FAILING = " ".join(sorted(FAILED))


def how_to_mend() -> dict[str, str]:
    """What each finding means for whoever made the test."""
    denied = t("Press the sign beside the address on top, allow it, and test again.")
    return {
        "microphone_denied": t("The browser does not let us use the microphone.") + " " + denied,
        "microphone_none": t("There is no microphone. Plug one in, and test again."),
        "microphone_in_use": t("Another program uses the microphone. Close it, and test again."),
        "microphone_unknown": t("The microphone does not start. Restart the device, and test again."),
        "microphone_silent": t("The microphone hears nothing. Is it muted, or the wrong one?"),
        "camera_denied": t("The browser does not let us use the camera.") + " " + denied,
        "camera_none": t("There is no camera. The session works with sound alone."),
        "camera_in_use": t("Another program uses the camera. Close it, and test again."),
        "camera_unknown": t("The camera does not start. Restart the device, and test again."),
        "line_failed": t("The connection to the practice breaks off. Try another network."),
        "line_slow": t("The connection is slow. Go nearer to the router, or use a cable."),
        "relay_failed": t("This network may keep sound and picture from getting through. Try another one."),
        "relay_slow": t("Sound and picture arrive late. Go nearer to the router, or use a cable."),
        "relay_lossy": t("Parts of sound and picture get lost. Go nearer to the router, or use a cable."),
    }


def findings(why: list[str]) -> str:
    """The same, short, for the therapist."""
    words = {
        "microphone_denied": t("microphone not allowed"),
        "microphone_none": t("no microphone"),
        "microphone_in_use": t("microphone in use"),
        "microphone_unknown": t("microphone does not start"),
        "microphone_silent": t("microphone hears nothing"),
        "camera_denied": t("camera not allowed"),
        "camera_none": t("no camera"),
        "camera_in_use": t("camera in use"),
        "camera_unknown": t("camera does not start"),
        "line_failed": t("connection breaks off"),
        "line_slow": t("slow connection"),
        "relay_failed": t("network blocks sound and picture"),
        "relay_slow": t("sound and picture arrive late"),
        "relay_lossy": t("sound and picture get lost"),
    }
    return ", ".join(words.get(code, code) for code in why)
