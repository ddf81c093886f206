"""The sentence for each code: what is wrong, and what to do next; facts stand in as %(name)s."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    # the declaration's form rules
    "declaration.choice": _("Please choose one of these."),
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
    "preview.slow": _(
        "Very much arrives from your direction just now, so this statement takes the slow way. Please send it again in %(seconds)s seconds."
    ),
    "work.forged": _("The proof of work does not come from here. Please ask for the form again."),
    "work.too-old": _("The proof of work is older than an hour. Please ask for the form again."),
    "work.spent": _("This proof of work was used for another statement already. Please ask for the form again."),
    "work.wrong": _("The proof of work is not right. Please ask for the form again."),
    "preview.too-old": _("This preview is older than a day. Here is a new one with a new receipt code; please send again."),
    # a script's page: what it says where the door's own page says the same
    "form.mend": _("Please look at this again; nothing you typed is lost"),
    # the preview: what could tell who declares
    "risk.own-name": _(
        "Your own name, “%(words)s”, stands in the text, although you sign with an alias. If "
        "nobody is to know who you are, go back and take it out."
    ),
    "risk.own-name-said": _(
        "The text says “%(words)s”. If your name follows there, the alias hides nothing. Go back and take the name out, or sign with it."
    ),
    "risk.other-name": _(
        "The text names “%(words)s”, who also stands in the list. The two can then be put "
        "together. Go back and write “my wife” or “a friend” instead."
    ),
    "risk.number": _(
        "There is a number in the text (%(words)s) that looks like a telephone number. Whoever has it finds you. Go back and take it out."
    ),
    "risk.identity-number": _("There is a number in the text (%(words)s) that looks like an identity card's. Go back and take it out."),
    "risk.e-mail": _("There is an e-mail address in the text (%(words)s). Go back and take it out."),
    "risk.account": _(
        "The text speaks of an account (“%(words)s”). If its name stands there as well, it leads to you. Go back and take it out."
    ),
    "risk.workplace": _(
        "The text speaks of a workplace or a school (“%(words)s”). Together with a year or a post "
        "that can be enough to find you. Go back and say it less exactly."
    ),
    "risk.address": _("The text seems to say where you live or lived (“%(words)s”). Go back and name the region at most."),
    "risk.alias-is-name": _(
        "The alias “%(name)s” contains “%(words)s”, which was given as the real name. If nobody is to know who you are, go back and choose "
        "another one."
    ),
    "risk.in-name": _(
        "The name “%(name)s” becomes public as it is, and “%(words)s” in it can lead to whoever bears it. Go back and take that out."
    ),
    "risk.place-and-walk": _(
        "Region and walk of life are shown together. There may be few of whom both are true. Go back and show one of them at most."
    ),
    "envelope.too-long": _("All together this is too long. Please shorten the text, or hand in the list as two statements."),
    # the receipt
    "receipt.characters": _("A receipt code consists of digits only. Please check what you typed."),
    "receipt.length": _("A receipt code has %(wanted)s digits; this one has %(length)s. Please check whether one is missing or doubled."),
    "receipt.check-digits": _("One of the digits is mistyped, or two are swapped. Please compare it with your copy."),
    "receipt.words": _("A receipt code has %(wanted)s words; here are %(count)s. Please compare them with your copy."),
    "receipt.word": _("“%(word)s” is not one of the words that receipt codes are made of. Please compare it with your copy."),
    "receipt.words-check": _("One of the words is not the right one, or two are swapped. Please compare them with your copy."),
    "receipt.unknown": _("Nothing was handed in under this code. Please compare it with your copy."),
    "receipt.wrong-group": _("These are not the digits of that group. Please look at your copy again; the code stands here once more."),
    # the register's key, as a script that seals finds it changed
    "seal.changed": _(
        "The register has changed its key since this page was opened. Nothing was kept, and nothing you typed is lost: "
        "press “Preview” once more, and the website seals the statement in place of this device."
    ),
    "seal.refused": _(
        "The register cannot take what this device has sealed. Nothing was kept, and nothing you typed is lost: "
        "press “Preview” once more, and the website seals the statement in place of this device."
    ),
    # what the holder of a receipt asks for
    "request.form": _("This request could not be read. Please fill in the form again."),
    "request.text": _("Please write a few words."),
    "request.too-soon": _("That was very quick. Please send it again after a few seconds."),
    "request.slow": _(
        "Very much arrives from your direction just now. Please send it again in %(seconds)s seconds; nothing you typed is lost."
    ),
    "request.too-old": _("This page is older than a day, or does not come from here. Please send it once more; nothing you typed is lost."),
    "request.commitment": _("Please copy at least the first eight characters by which the public page calls the entry."),
    "request.number": _("This number has six digits. Please go back and begin again."),
    "request.too-many": _("This receipt has asked as often as it can. Please go to a centre."),
    "request.only-protecting": _("This receipt can still withdraw, take that back and hide the words; for all else please go to a centre."),
    "request.choice": _("Please choose one of these."),
    # the home and the command line
    "register.missing": _("there is no register in %(home)s"),
    "register.unreadable": _("%(file)s cannot be read: %(why)s"),
    "register.port": _("%(port)s is no port"),
    "register.role": _("there is no role named %(role)s"),
    "register.unsafe": _("a register that others can reach refuses to start with: %(switched_off)s"),
    "register.exit": _(
        "a register that others can reach refuses %(exit_url)s as its quick exit: name a harmless page of others as exit_url in charter.toml"
    ),
    "home.not-empty": _("%(home)s is not empty"),
    "home.in-use": _("%(home)s is in use by another process"),
    "switch.until": _("not a time to come, written YYYY-MM-DDTHH:MMZ: %(text)s"),
    "serve.not-ready": _("nothing answered on port %(port)s"),
    # the desk: what is taken down
    "scribe.way": _("Please say how it came: by phone, fax, e-mail, letter or at a stand."),
    "scribe.hand": _("Please say who speaks: the people themselves, or somebody else for them."),
    "scribe.named": _(
        "The text names “%(name)s”. Of a list that others hand in only initials are shown; please take the name out of the text."
    ),
    # the desk: staff
    "staff.link": _(
        "This link is unknown, has been used, or another has taken its place. Whoever runs the register can give you a new one."
    ),
    "staff.passkey": _("This passkey was not accepted. Try again with the device on which you enrolled."),
    "staff.passkeys": _("You have %(limit)s passkeys, which is the most. Whoever runs the register can end them."),
    "staff.handle": _("nobody at the desk is called %(handle)s; `abjure staff` lists who is"),
    "staff.role": _("staff is seated at the desk; this process has the role %(role)s"),
    "staff.record": _("the staff record does not fit from deed %(number)s on"),
    # the desk: moderation
    "moderation.verdict": _("Please choose a decision."),
    "moderation.reason": _("A refusal needs a reason, and only a refusal has one. Please choose one."),
    "moderation.brought-in": _("Nobody decides what they brought in. Somebody else must decide this."),
    "moderation.same-person": _("You have decided on this already. Somebody else must give the next verdict."),
    "moderation.decided": _("This has been decided already."),
    "moderation.not-assigned": _("This statement was not given to you. The order is assigned and cannot be picked."),
    "moderation.not-a-moderator": _("%(handle)s is not a moderator of this register."),
    # the desk: requests
    "requests.choice": _("Please choose a decision."),
    "requests.done": _("This has been decided already."),
    "requests.undecided": _("The statement itself waits for a decision. It comes first."),
    "requests.refused-before": _("You have refused this statement yourself. Somebody else must look at the appeal."),
    "requests.reserved": _("A colleague was drawn to decide this one second. If they do not, anybody may after a day."),
    "requests.about": _("No one statement has a commitment that begins so, or the first person named another one."),
    "requests.row": _("Please choose who is to be taken out."),
    "requests.text": _("Please write 1 to %(limit)s characters that can be seen."),
    "submission.erased": _("What was said here has been erased and can be read no more."),
    "proposal.choice": _("Please choose what is to be done, and why."),
    "proposal.open": _("The same has been proposed already and waits for a second person."),
    "proposal.done": _("This has been done already."),
    "proposal.answered": _("Somebody has answered this proposal already."),
    "proposal.same-person": _("You proposed this yourself. Another person must confirm it."),
    "note.text": _("A note has one to %(limit)s characters, all of which can be seen."),
    "rule.choice": _("Please choose one of these."),
    "rule.only-shows": _("This rule only ever shows. It is no reason to hold anything back."),
    "rule.same-person": _("You have asked for this already. A second person must ask for it too."),
    "rule.too-many": _("In the last 24 hours this rule would have held back more than one in twenty. It stays as it is."),
    "sweep.days": _("Please write two days, YYYY-MM-DD, the first not after the last."),
    "sweep.too-wide": _("Please name something besides the days: how it came, who brought it in, or what it is like."),
    "sweep.none": _("There is nothing here that this could be done to."),
    "sweep.changed": _("It was %(shown)s statements and is %(count)s now. Please look at the preview again and propose it anew."),
    "sweep.undone": _("This has been undone, or that is proposed already."),
    "sweep.answered": _("Somebody has answered this sweep already."),
    "sweep.same-person": _("You proposed this sweep yourself. Another person must confirm it."),
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
    # certificates: applying, examining, taking back
    "application.choice": _("Please choose one of these."),
    "application.languages": _("Please tick one language of the paper, or two."),
    "application.too-long": _("This name has %(length)s characters; at most %(limit)s are possible. Please shorten it."),
    "application.characters": _("A name cannot contain this character (%(character)s). Please delete it and type that place anew."),
    "application.latin": _("Please write this name in Latin letters, as in the passport."),
    "application.missing": _("Please fill in this name."),
    "application.birth": _("This is not a date of birth. Please write year, month, day, for example 1971-03-09."),
    "application.id-country": _("Please write the two capital letters of the country, for example CN."),
    "application.id-last4": _("Please write exactly the last four letters or digits of the number."),
    "application.joined": _("Please write a year, or year and month, for example 1988-05; or leave it empty."),
    "application.form": _("This application could not be read. Please fill in the form again."),
    "examination.choice": _("Something is left out or is not one of the choices. Please complete the finding."),
    "examination.day": _("The day of the examination must be today or earlier."),
    "examination.form": _("This finding cannot be read."),
    "examination.same-person": _("You have signed this already. Somebody else must."),
    "examination.decided": _("This application has been decided already."),
    "examination.not-an-examiner": _("Only an examiner can do this."),
    "certificates.locked": _("The certificates’ key is locked. Unlock it with the passphrase first."),
    "passphrase.wrong": _("This is not the passphrase."),
    "passphrase.file": _("The file of the locked key is damaged."),
    "certificate.no-declaration": _("No accepted declaration was handed in with this receipt."),
    "certificate.withdrawn": _("The declaration has been withdrawn."),
    "certificate.withheld": _("The words of the declaration were erased, so it can no longer be said what was declared."),
    "certificate.not-issued": _("There is no issued certificate that could be taken back."),
    "certificate.void": _("This certificate is void already."),
    "certificate.number": _("This is not a certificate number."),
    "certificate.unreadable": _("The code is damaged."),
    "certificate.other-key": _("The code is signed by a key that is not ours."),
    "certificate.signature": _("The signature of the code does not hold."),
    "certificate.form": _("The code does not hold what a certificate holds."),
    "certificate.glyph": _("A character of the name is in none of our fonts, so the paper cannot be printed."),
    "certificate.typesetting": _("The paper could not be printed."),
    "fonts.missing": _("there are no fonts in %(folder)s"),
    "order.form": _("the commission cannot be read"),
    "answer.number": _("another answer was given before the certificate"),
    "key.form": _("this is not a key of the kind that signs certificates"),
    # the gate and its signer
    "gate.locked": _("another process holds %(path)s"),
    "gate.clock-went-back": _("the clock says %(today)s, but the log has a leaf of %(newest)s"),
    "opening.facts": _("an opening of kind %(kind)s cannot be read"),
    "opening.commitment-twice": _("another leaf has the same commitment already"),
    "log.file-missing": _("%(path)s is missing in the log"),
    "log.file-damaged": _("%(path)s has another length than it must have"),
    "log.rolled-back": _("the public checkpoint covers %(published)s entries, the gate knows of %(known)s: its database was put back"),
    "log.forked": _("the public checkpoint of size %(size)s has another root than the gate's: one of them was changed"),
    "log.edge-differs": _("the last tiles of the log do not lead to the root of size %(size)s: a file was changed"),
    "log.file-differs": _("%(path)s is there already with other bytes; what is public is never overwritten"),
    "log.moved": _("another process has moved the log on from size %(size)s"),
    "tree.second-route": _("%(what)s does not come out the same the second time: nothing was signed; check the memory of this machine"),
    "staging.missing": _("%(path)s is missing: a batch was signed and cannot be published"),
    "staging.damaged": _("%(path)s is damaged: a batch was signed and cannot be published"),
    "signer.unreachable": _("nothing answers at %(path)s"),
    "signer.has-keys": _("there are keys in %(path)s already"),
    "signer.request": _("the signer cannot read what it is asked"),
    "signer.smaller": _("the signer has signed a larger tree, of size %(size)s"),
    "signer.forked": _("the signer has signed another tree of size %(size)s"),
    "signer.other-size": _("the signer has last signed the tree of size %(size)s"),
    "signer.unproven": _("it is not shown that the tree continues the one of size %(size)s that was signed last"),
    "application.not-accepted": _("A certificate can be applied for once your statement has been accepted."),
    "application.too-many": _("Five applications were handed in with this receipt code already. Please speak with the examiners."),
    "application.no-certificate": _("There is no certificate under this receipt code yet."),
    "letter.other-kind": _("This letter is of a kind that does not belong here."),
    # what only operators and the pipeline's log meet: in English, as all of the command line
    "log.witness-ahead": (
        "the witness %(witness)s knows a tree of %(size)s entries, the gate one of %(known)s: its database was put back, or the witness lies; "
        "compare with other witnesses before you take it out of the policy"
    ),
    "policy.not-ours": "this policy does not name the keys by which the signer signs: copy the log lines of the one that is published",
    "policy.not-witnessed": (
        "the quorum %(quorum)s does not stand behind the public checkpoint (missing: %(missing)s): nothing was changed; "
        "wait for them, or keep the quorum of before beside the new one, in a group with any"
    ),
    "witness.ahead": "the witness %(witness)s says that it knows a tree of %(size)s entries",
    "witness.answer": "the witness %(witness)s answers with status %(status)s",
    "witness.unreachable": "the witness %(witness)s does not answer",
    "charter.bad-key": "%(where)s: %(key)s is no key; small letters, digits and hyphens, a letter first, at most sixteen",
    "charter.bad-pair": "%(where)s: %(pair)s does not name two words of the list",
    "charter.duplicate": "%(where)s: the same value stands there twice",
    "charter.empty": "%(where)s: nothing stands there",
    "charter.empty-text": "%(where)s: the text is empty",
    "charter.few-aliases": "the words of the aliases make too few of them",
    "charter.missing": "%(where)s: missing",
    "charter.missing-language": "there is no texts.%(language)s.toml, though the charter names that language",
    "charter.no-signing": "the charter lets people sign neither with an alias nor with a real name",
    "charter.not-toml": "%(where)s: not TOML: %(why)s",
    "charter.not-utf8": "%(file)s: not UTF-8",
    "charter.out-of-range": "%(where)s: not a whole number from %(low)s to %(high)s",
    "charter.unknown-body": "the charter has no body %(key)s",
    "charter.unknown-file": "%(file)s: no file of a charter",
    "charter.unknown-group": "the charter has no kind of group %(key)s",
    "charter.unknown-key": "%(where)s: a charter has no such key",
    "charter.unknown-kind": "the charter has no kind of statement %(key)s",
    "charter.unknown-language": "the pages do not speak the language %(language)s",
    "charter.unknown-place": "the charter has no place %(key)s",
    "charter.unknown-reason": "the charter has no reason %(key)s",
    "charter.unknown-signing": "%(signing)s: one can sign with alias or real-name",
    "charter.unknown-template": "the charter has no template %(key)s",
    "charter.unknown-walk": "the charter has no walk of life %(key)s",
    "charter.wrong-type": "%(where)s: of another type than it must be",
    "answer.broken": "a sealed answer does not open",
    "answer.too-long": "an answer of %(length)s bytes fits neither size",
    "base64url": "not 32 bytes in unpadded base64url",
    "envelope.size": "an envelope of %(length)s bytes is of neither size",
    "frame.form": "what was sealed is not padded as it must be",
    "frame.too-long": "%(length)s bytes do not fit into %(limit)s",
    "key.length": "a key of another length than it must have",
    "letter.form": "a letter cannot be read",
    "letter.signature": "a letter is not signed by the receipt that it names",
    "log.no-file": "%(path)s is not there",
    "log.none": "there is no published log yet",
    "log.not-published": "this is not published yet",
    "row.broken": "a row of the desk does not open with its own key",
    "seal.broken": "what was sealed was changed on the way, or meant for another place",
    "seal.form": "this is nothing sealed",
    "seal.other-key": "sealed to the key %(key)s, which is not here",
}

# What stands above each field of the declaring page where something is chosen.
LEGENDS: dict[str, str | Promise] = {
    "kind": _("What kind of statement"),
    "body": _("What do you leave?"),
    "who": _("Alone or together?"),
    "group": _("Who you are to each other"),
    "sign": _("How do you sign?"),
    "text": _("Your statement"),
    "place": _("Rough region"),
    "walk": _("Walk of life"),
}
