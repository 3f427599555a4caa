"""The routes of the pages about units below: reading by GET and HEAD, changes by POST only."""

from starlette.routing import Route

from web.http.context import answered
from web.oversight import decide_request, pass_on, renew_link, verify_report

ROUTES = [
    Route("/t/{token}/requests/{id}", answered(decide_request.ask)),
    Route("/t/{token}/requests/{id}", answered(decide_request.decide), methods=["POST"]),
    Route("/t/{token}/links/{id}", answered(renew_link.ask)),
    Route("/t/{token}/links/{id}", answered(renew_link.renew), methods=["POST"]),
    Route("/t/{token}/reports", answered(verify_report.listed)),
    Route("/t/{token}/reports", answered(verify_report.confirm_all), methods=["POST"]),
    Route("/t/{token}/reports/{id}", answered(verify_report.ask)),
    Route("/t/{token}/reports/{id}", answered(verify_report.decide), methods=["POST"]),
    Route("/t/{token}/pass-on", answered(pass_on.ask)),
    Route("/t/{token}/pass-on", answered(pass_on.approve), methods=["POST"]),
    Route("/t/{token}/pass-on/draft", answered(pass_on.look), methods=["POST"]),
    Route("/t/{token}/pass-on/draft.docx", answered(pass_on.file), methods=["POST"]),
]
