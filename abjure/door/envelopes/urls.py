"""The door's pages: one address for all steps of declaring, one for all that a receipt opens, one to leave by."""

from django.urls import path

from abjure.door.envelopes import admission, applying, objecting, posting, receipts, requesting, sealing, views

urlpatterns = [
    path("declare/", views.declare),
    path("declare/work", admission.ask_for_work),
    path("declare/rules", sealing.rules),
    path("declare/too-large", posting.too_large),
    path("receipt/", receipts.receipt),
    path("receipt/file", receipts.file),
    path("receipt/qr", receipts.qr),
    path("receipt/request/", requesting.ask),
    path("receipt/correct/", requesting.correct),
    path("receipt/spare/", requesting.spare),
    path("receipt/lost/", objecting.lost),
    path("objection/", objecting.objection),
    path("receipt/certificate/", applying.apply),
    path("receipt/certificate/file", applying.certificate),
]
