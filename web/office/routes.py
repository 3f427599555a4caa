"""The routes of an office's own pages: reading by GET and HEAD, changes by POST only."""

from starlette.routing import Route

from web.http.context import answered
from web.office import downloads, enter_code, more_time, page, report
from web.office.acknowledge import acknowledge

ROUTES = [
    Route("/c/{code}", answered(enter_code.find)),
    Route("/c/{code}", answered(enter_code.enter), methods=["POST"]),
    Route("/t/{token}", answered(page.show)),
    Route("/t/{token}/acknowledge", acknowledge, methods=["POST"]),
    Route("/t/{token}/report", answered(report.report, upload=True), methods=["POST"]),
    Route("/t/{token}/nil", answered(report.ask_nil)),
    Route("/t/{token}/nil", answered(report.nil), methods=["POST"]),
    Route("/t/{token}/problem", answered(report.ask_problem)),
    Route("/t/{token}/problem", answered(report.problem, upload=True), methods=["POST"]),
    Route("/t/{token}/time", answered(more_time.ask_time)),
    Route("/t/{token}/time", answered(more_time.time), methods=["POST"]),
    Route("/t/{token}/withdraw", answered(more_time.ask_withdraw)),
    Route("/t/{token}/withdraw", answered(more_time.withdraw), methods=["POST"]),
    Route("/t/{token}/undo", answered(report.ask_undo)),
    Route("/t/{token}/undo", answered(report.undo), methods=["POST"]),
    Route("/t/{token}/receipt", answered(downloads.receipt)),
    Route("/t/{token}/letter.docx", answered(downloads.word(downloads.received_letter))),
    Route("/t/{token}/letter.pdf", downloads.pdf(downloads.received_letter)),
    Route("/t/{token}/original.docx", answered(downloads.word(downloads.original))),
    Route("/t/{token}/sent.docx", answered(downloads.word(downloads.sent))),
    Route("/t/{token}/sent.pdf", downloads.pdf(downloads.sent)),
    Route("/t/{token}/received.docx", answered(downloads.received_docx)),
    Route("/t/{token}/files/{id}", answered(downloads.handed_in)),
]
