"""The sentence for each code: what is wrong, and what to do next; facts stand in as %(name)s."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    # the declaration's form rules
    "declaration.choice": _("This is not one of the choices. Please choose again."),
    "declaration.real-name-required": _("This kind of statement needs a real name. Choose “real name”, or the other kind of statement."),
    "declaration.people": _("A statement can name at most %(limit)s people; this one names %(count)s. Please hand in a second statement."),
    "declaration.name-missing": _("A name or alias is missing here. Only people who are named are counted."),
    "declaration.name-too-long": _("This name has %(length)s characters; at most %(limit)s are possible. Please shorten it."),
    "declaration.name-repeated": _("The name “%(name)s” stands here twice. If they are two people, please tell them apart."),
    "declaration.name-without-letters": _("A name needs at least one letter or character."),
    "declaration.name-mixed-scripts": _("This name mixes letters of different scripts that look alike. Please write it in one script."),
    "declaration.bodies": _("Please tick at least one thing that this person leaves."),
    "declaration.text": _("Please choose a template or write your own words."),
    "declaration.text-too-long": _("The text has %(length)s characters; at most %(limit)s are possible. Please shorten it."),
    "declaration.characters": _(
        "Here is a character that cannot be seen or that turns the text around (%(character)s). Please delete it and type that place anew."
    ),
    "declaration.form": _("This statement could not be read. Please fill in the form again."),
    "form.repeated": _("A field was sent twice. Please fill in the form again."),
    # the preview
    "preview.forged": _(
        "This preview does not come from here, or was changed on the way. Here is a new one; please check it and send again."
    ),
    "preview.too-soon": _("That was very quick. Please read through what will become public, and send again after a few seconds."),
    "preview.too-old": _("This preview is older than a day. Here is a new one with a new receipt code; please send again."),
    "envelope.too-long": _("All together this is too long. Please shorten the text, or hand in the list as two statements."),
    # the receipt
    "receipt.characters": _("A receipt code consists of digits only. Please check what you typed."),
    "receipt.length": _("A receipt code has %(wanted)s digits; this one has %(length)s. Please check whether one is missing or doubled."),
    "receipt.check-digits": _("One of the digits is mistyped, or two are swapped. Please compare it with your copy."),
    "receipt.unknown": _("Nothing was handed in under this code. Please compare it with your copy."),
    "receipt.wrong-group": _("These are not the digits of that group. Please look at your copy again; the code is shown above once more."),
    # the home and the command line
    "register.missing": _("there is no register in %(home)s"),
    "register.role": _("there is no role named %(role)s"),
    "register.unsafe": _("a register that others can reach refuses to start with: %(switched_off)s"),
    "home.not-empty": _("%(home)s is not empty"),
    "home.in-use": _("%(home)s is in use by another process"),
    "serve.not-ready": _("nothing answered on port %(port)s"),
    # the desk: staff
    "staff.link": _("This link is unknown or has been used. Whoever runs the register finds the unused links where it was started."),
    "staff.passkey": _("This passkey was not accepted. Try again with the device on which you enrolled."),
    "staff.record": _("the staff record does not fit from deed %(number)s on"),
    # the desk: moderation
    "moderation.verdict": _("Please choose a decision."),
    "moderation.reason": _("A refusal needs a reason, and only a refusal has one. Please choose one."),
    "moderation.brought-in": _("Nobody decides what they brought in. Somebody else must decide this."),
    "moderation.same-person": _("You have decided on this already. Somebody else must give the next verdict."),
    "moderation.decided": _("This has been decided already."),
    "moderation.not-a-moderator": _("%(handle)s is not a moderator of this register."),
    "submission.erased": _("What was said here has been erased and can be read no more."),
    "proposal.choice": _("Please choose what is to be done, and why."),
    "proposal.open": _("The same has been proposed already and waits for a second person."),
    "proposal.done": _("This has been done already."),
    "proposal.answered": _("Somebody has answered this proposal already."),
    "proposal.same-person": _("You proposed this yourself. Another person must confirm it."),
    # the desk: lists of an earlier register
    "import.rows": _("%(count)s rows do not fit"),
    "import.empty": _("the file has no rows"),
    "import.file": _("%(file)s cannot be read: %(why)s"),
    "import.not-utf-8": _("the file is not UTF-8: byte %(place)s"),
    "import.columns": _("other columns than expected; missing: %(missing)s; unknown: %(unknown)s"),
    "import.fields": _("this row has %(count)s fields instead of %(wanted)s"),
    "import.csv": _("this row is not CSV: %(why)s"),
    "import.json": _("this line is not one JSON object with each name once"),
    "import.type": _("this is not of the type that the column has"),
    "import.missing": _("this column must not be empty"),
    "import.too-long": _("%(length)s characters; at most %(limit)s are possible"),
    "import.characters": _("there is a character that cannot be seen"),
    "import.date": _("not a day written YYYY-MM-DD: %(text)s"),
    "import.future": _("%(day)s has not come yet"),
    "import.number": _("not a number written in digits alone: %(text)s"),
    "import.not-later": _("%(day)s is not later than %(last)s, the day before it in the list or in the register"),
    "import.falls": _("%(people)s is less than %(last)s; a cumulative total never falls"),
    "import.names": _("the names must be a list, and for each name there is a list of bodies, or one list for all"),
    "import.bodies": _("%(names)s names, but %(bodies)s lists of bodies; there must be as many, or one for all"),
    "import.twice": _("the id %(id)s stands in row %(first)s already"),
    "import.came-already": _("the statement %(id)s came with an earlier list"),
    "import.later-than-total": _("%(day)s is later than %(last)s, the day of the newest approved total that it would be part of"),
    "import.no-total": _("there is no approved total yet that the statements would be part of; import the totals first"),
    "import.too-many": _("the carried statements would name %(people)s people, more than the newest total of %(total)s"),
    "import.repeated": _("this file has been imported already"),
    "import.nobody": _("nobody at the desk is called %(handle)s"),
    "import.role": _("lists are imported at the desk; this process has the role %(role)s"),
    "import.misfit": _("the statement %(id)s could not be sealed and opened again"),
}
