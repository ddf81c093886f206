"""The door's pages: one address for all steps of declaring, one for all that a receipt opens, one to leave by."""

from django.urls import path

from abjure.door.envelopes import admission, applying, receipts, views

urlpatterns = [
    path("declare/", views.declare),
    path("declare/work", admission.ask_for_work),
    path("receipt/", receipts.receipt),
    path("receipt/file", receipts.file),
    path("receipt/qr", receipts.qr),
    path("receipt/certificate/", applying.apply),
    path("receipt/certificate/file", applying.certificate),
]
