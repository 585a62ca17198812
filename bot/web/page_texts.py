"""The words of the page. The script asks for them by their short names; gettext knows them like all others."""

from i18n import N_, _

WORDS = {
    # the frame
    "desk": N_("Service desk"),
    "demo": N_("Demo"),
    "theme": N_("Light or dark"),
    "leave": N_("Sign out"),
    "leave_ask": N_("Sign out of this browser?"),
    "leave_back": N_(
        "To come back you need a new link: anybody of the service company can send you one, or your other chat, by /web."
    ),
    "stay": N_("Stay"),
    "close": N_("Close"),
    "cancel": N_("Cancel"),
    "offline": N_("No connection. What you write is kept and sent as soon as it is back."),
    "online": N_("Connected"),
    "connecting": N_("Connecting…"),
    "sign_in": N_("You are signed out. Please ask for a new invite link."),
    "broken": N_("Something went wrong on our side. Please try again."),
    "reload": N_("Reload"),
    # people
    "people": N_("People"),
    "people_hint": N_("Choose who you are. Everybody's chat goes on meanwhile."),
    "find": N_("Search"),
    "search": N_("Search for a name, role or company"),
    "cast": N_("Begin with these"),
    "customers": N_("Customers"),
    "staff": N_("Service company"),
    "nobody": N_("Nobody of that name."),
    "on_duty": N_("on duty"),
    "unread": N_("{n} unread"),
    "watch": N_("Watch {name}"),
    "unwatch": N_("Stop watching {name}"),
    "watching": N_("Watching {name}"),
    "become": N_("Speak as {name}"),
    "switch": N_("Choose who you are"),
    # the clock of the demo
    "clock": N_("The desk's clock"),
    "hour": N_("+1 hour"),
    "day": N_("+1 day"),
    "month": N_("+1 month"),
    "moved": N_("It is now {time}"),
    # what to try
    "try": N_("What to try"),
    "try_title": N_("A service desk, seen from every side"),
    "try_customer": N_("You are a customer: write what goes wrong, answer with the buttons, send a picture."),
    "try_staff": N_("Become the specialist on duty: take the ticket, answer the customer, ask for a visit."),
    "try_clock": N_(
        "Move the clock forward: reminders, escalations and surveys arrive, as they would in days."
    ),
    "try_watch": N_(
        "On the right you see what the others see meanwhile. Press a name to become that person."
    ),
    "try_words": N_("Try one of these:"),
    "say_problem": N_("The dongle is plugged in, but the program does not find it"),
    "say_clumsy": N_("the stick is in but it says no dongle"),
    "say_code": N_("E1302"),
    "say_picture": N_("🖼 A screenshot of an error"),
    "say_burst": N_("hi / the printer / prints nothing again!!"),
    "say_hours": N_("When are you open?"),
    "say_down": N_("Nobody can sign in, the whole system is down!"),
    "say_human": N_("I want to talk to a person"),
    "say_complain": N_("I want to complain"),
    "empty_customer": N_("Hello {name}! Just write what goes wrong."),
    "empty_staff": N_("Nothing here yet, {name}. Tickets, alerts and reports for you arrive here."),
    # the chat
    "chat": N_("Chat of {name}"),
    "messages": N_("Messages"),
    "write": N_("Write a message"),
    "send": N_("Send"),
    "attach": N_("Attach files"),
    "commands": N_("Commands"),
    "drop": N_("Drop the files to attach them"),
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
    "new": N_("New messages"),
    "newest": N_("Go to the newest message"),
    "sending": N_("Sending"),
    "sent": N_("Sent"),
    "not_sent": N_("Not sent"),
    "again": N_("Try again"),
    "discard": N_("Discard"),
    "you": N_("You"),
    "says": N_("{name} says:"),
    "quote": N_("Reply to this message"),
    "unquote": N_("Do not reply to a message"),
    "replying": N_("Reply to {name}"),
    "typing": N_("The desk is answering"),
    "too_long": N_("characters over the limit: {n}"),
    # the phone number
    "phone": N_("Your phone number"),
    "phone_send": N_("Share it"),
    "phone_hint": N_("For example 138 1234 5678"),
    # files
    "file": N_("File"),
    "photo": N_("Picture"),
    "open_photo": N_("Look at {name}"),
    "save": N_("Save {name}"),
    "remove": N_("Remove {name}"),
    "uploading": N_("{name} is being uploaded"),
    "too_large": N_("{name} is too large: at most {n} MB, please."),
    "empty_file": N_("{name} is empty."),
    "too_many": N_("At most {n} files in one message, please."),
    "upload_failed": N_("{name} could not be uploaded. Press it to try again."),
    "wait_upload": N_("A moment: the files are still being uploaded."),
    "missing": N_("This file has not arrived yet."),
}


def spoken_words() -> dict[str, str]:
    """All of them, in the language spoken."""
    return {name: _(text) for name, text in WORDS.items()}
