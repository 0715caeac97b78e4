"""Words about money: how often, what for, what was answered, and what is wrong with an amount."""

from django.utils.translation import gettext_lazy as _

EVERY = {"month": _("each month"), "quarter": _("each quarter"), "year": _("each year")}
ASK_KINDS = {"money": _("Money"), "time": _("Time"), "action": _("An action")}
ANSWERS = {"open": _("No answer yet"), "yes": _("Yes"), "no": _("No"), "later": _("Later")}
METHODS = {
    "transfer": _("Bank transfer"), "card": _("Card"), "debit": _("Direct debit"), "cash": _("Cash"),
    "check": _("Paper check"), "online": _("Online service"), "other": _("Other way"),
}  # fmt: skip
PROBLEMS = {
    "currency": _("This is no currency that we know. Enter its three letters, for example USD, EUR or MXN."),
    "empty": _("Enter an amount."),
    "unreadable": _("This is not an amount. Enter digits, for example 50 or 1,200.50."),
    "negative": _("An amount cannot be below zero. To correct a gift, change it or take it back."),
    "zero": _("Enter an amount above zero."),
    "too_much": _("This amount is too large to be true. Check the number of zeros."),
    "too_fine": _("This currency has no such small parts. Enter fewer digits after the point."),
    "before_1900": _("This day is before 1900. Check the year."),
    "future": _("This day is still to come. Enter today or an earlier day."),
    "known": _("Another gift has this number already: it was probably recorded before."),
    "fund": _("This fund is not there any more. Choose another."),
    "plan": _("This plan is not there any more. Choose another."),
    "ask": _("This ask is not open any more. Choose another."),
    "changed_since": _("Somebody has changed or taken back this gift meanwhile. Open it again."),
    "ended_first": _("It cannot end before it started. Check both days."),
    "answered_first": _("The answer cannot be from before the ask. Check the day."),
    "names_amount": _("Leave the amount out of the title: everyone on staff reads it. Enter it below."),
}
WARNINGS = {
    "below_capacity": _("This is a tenth or less of what they could give."),
    "above_capacity": _("This is more than they are thought to be able to give."),
    "below_last": _("This is a tenth or less of what they were asked for last."),
    "above_last": _("This is ten times or more of what they were asked for last."),
    "soon": _("They were asked for money less than thirty days before."),
    "other_currency": _("What they could give is noted in another currency: compare it yourself."),
    "ask_a_fundraiser": _("It is noted what this person could give. Talk to a fundraiser before you ask for money."),
}
