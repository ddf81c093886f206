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
}
