"""What the page of a call says; its JavaScript gets every text from here."""

from owl_app.i18n import t


def call_texts() -> dict[str, str]:
    return {**_door(), **_devices(), **_problems(), **_room(), **_controls(), **_endings(), **_refusals()}


def _door() -> dict[str, str]:
    return {
        "title": t("Session with {name}"),
        "connecting": t("Connecting…"),
        "reconnecting": t("Reconnecting… sound and picture go on where they can."),
        "unreachable": t("The practice cannot be reached. Check your connection and load the page again."),
        "host_lobby": t("Check camera and microphone. Nobody hears or sees you before you let them in."),
        "client_lobby": t("Check camera and microphone. You then wait until you are let in."),
        "name": t("Your name"),
        "name_hint": t("The others in the session read it."),
        "name_missing": t("Please write a name."),
        "join": t("Join"),
        "start": t("Start the session"),
        "private": t("Sound and picture go straight from one to the other, encrypted. Nothing is recorded."),
        "by_phone": t("Does it not work? Call the practice:"),
        "door_title": t("You are in the waiting room"),
        "door_text": t("{name} sees that you are here, and lets you in. You do not have to do anything."),
        "held_title": t("One moment, please"),
        "held_text": t("You wait in a room of your own. Nobody hears or sees you until {name} lets you in again."),
        "opens_in": t("{minutes} min to go. This page opens by itself."),
        "opens_in_hours": t("{hours} h {minutes} min to go. This page opens by itself."),
    }


def _devices() -> dict[str, str]:
    return {
        "camera": t("Camera"),
        "microphone": t("Microphone"),
        "speaker": t("Loudspeaker"),
        "no_camera": t("No camera"),
        "no_microphone": t("No microphone"),
        "level": t("Microphone level"),
        "level_hint": t("How loud the microphone hears you"),
        "yourself": t("Your own picture"),
        "starting": t("Waiting for camera and microphone…"),
        "camera_is_off": t("Your camera is off"),
        "try_again": t("Try again"),
        "without_camera": t("You can also go on with sound alone."),
    }


def _problems() -> dict[str, str]:
    return {
        "problem_camera_denied": t("This browser does not let us use the camera."),
        "problem_camera_none": t("There is no camera."),
        "problem_camera_in_use": t("Another program uses the camera."),
        "problem_camera_unknown": t("The camera does not start."),
        "problem_microphone_denied": t("This browser does not let us use the microphone."),
        "problem_microphone_none": t("There is no microphone."),
        "problem_microphone_in_use": t("Another program uses the microphone."),
        "problem_microphone_unknown": t("The microphone does not start."),
        "problem_both_denied": t("This browser does not let us use camera and microphone."),
        "problem_both_none": t("There is neither camera nor microphone."),
        "problem_both_in_use": t("Another program uses camera and microphone."),
        "problem_both_unknown": t("Camera and microphone do not start."),
        "mend_denied": t(
            "Press the sign beside the address on top, allow it, and try again. On a phone, look into the settings too:"
            " the browser itself needs the permission."
        ),
        "mend_none": t("Plug one in or switch it on, and try again."),
        "mend_in_use": t("Close other programs and pages with video, and try again."),
        "mend_unknown": t("Load the page again, or restart the device."),
    }


def _room() -> dict[str, str]:
    return {
        "alone_host": t("You are the first"),
        "alone_host_text": t("When somebody waits, you see and hear it here."),
        "alone": t("You are in"),
        "alone_text": t("The others will be here in a moment."),
        "you": t("You"),
        "waits": t("{name} waits"),
        "who_waits": t("Waiting"),
        "who_is_held": t("In a room of their own"),
        "in_call": t("In the session"),
        "admit": t("Admit"),
        "admit_name": t("Admit {name}"),
        "hold": t("Put on hold"),
        "send_back": t("Send back"),
        "hold_hint": t("On hold, somebody waits alone. Sent back, they wait where the others do."),
        "signed_in_as": t("signed in as {name}"),
        "by_link": t("came by the drop-in link"),
        "full": t("Four people are in the session. Nobody else can come in."),
        "came": t("{name} is in the session"),
        "went": t("{name} has left"),
        "is_muted": t("Microphone off:"),
        "lost": t("Connection lost, trying again…"),
        "connecting_to": t("Connecting…"),
        "sound_only": t("Sound only, the line is poor"),
        "quality_good": t("Good connection"),
        "quality_fair": t("Fair connection"),
        "quality_poor": t("Poor connection"),
        "quality_lost": t("No connection"),
        "quality_connecting": t("Connecting"),
        "screen_of": t("Screen of {name}"),
        "you_share": t("The others see your screen"),
        "play": t("Turn the sound on"),
        "chat_kept": t("Only those who are here now can read it. It is kept nowhere."),
        "write": t("Write a message"),
        "send": t("Send"),
        "unread": t("unread"),
    }


def _controls() -> dict[str, str]:
    return {
        "controls": t("Controls of the session"),
        "mute": t("Turn the microphone off"),
        "unmute": t("Turn the microphone on"),
        "microphone_short": t("Mic"),
        "stop_camera": t("Turn the camera off"),
        "start_camera": t("Turn the camera on"),
        "camera_short": t("Camera"),
        "share": t("Share your screen"),
        "stop_share": t("Stop sharing"),
        "share_short": t("Share"),
        "chat": t("Chat"),
        "people": t("People"),
        "pip": t("Small window on top"),
        "pip_short": t("On top"),
        "settings": t("Devices and help"),
        "settings_short": t("Devices"),
        "leave": t("Leave"),
        "leave_title": t("Leave the session?"),
        "leave_text": t("If you leave alone, the others can go on talking, and you can come back."),
        "leave_alone": t("Leave alone"),
        "end_for_all": t("End for all"),
        "close": t("Close"),
    }


def _endings() -> dict[str, str]:
    return {
        "left_title": t("You have left the session"),
        "left_text": t("Camera and microphone are off."),
        "ended_title": t("The session has ended"),
        "ended_text": t("Camera and microphone are off. Nothing of it was kept."),
        "elsewhere_title": t("You are in the session in another window"),
        "elsewhere_text": t("Camera and microphone are off here."),
        "come_back": t("Join again"),
        "use_this": t("Use this window"),
        "test": t("Test my camera and connection"),
        "back": t("Back"),
    }


def _refusals() -> dict[str, str]:
    return {
        "refused_signed_out_title": t("You are signed out"),
        "refused_signed_out": t("Sign in again to join your session."),
        "refused_not_yours_title": t("There is no such session"),
        "refused_not_yours": t("It is not there, or it is not yours. Only the people of a session can join it."),
        "refused_cancelled_title": t("This session is cancelled"),
        "refused_cancelled": t("If you did not expect that, call the practice."),
        "refused_not_by_video_title": t("This session is not by video"),
        "refused_not_by_video": t("Look at the session for where it takes place."),
        "refused_too_early_title": t("It is not time yet"),
        "refused_too_early": t("You can join from {time} on {day}."),
        "refused_too_late_title": t("This session is over"),
        "refused_too_late": t("It could be joined until {time} on {day}."),
        "refused_link_off_title": t("This link does not work any more"),
        "refused_link_off": t("Ask whoever gave it to you for a new one."),
        "refused_crowded_title": t("Too many are at the door"),
        "refused_crowded": t("Wait a moment; this page tries again by itself."),
    }
