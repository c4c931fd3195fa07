"""Routes: phases and checklist."""

from django.urls import path

from assessments.web import answers, phases

ONE = "assessments/<int:number>/"
PHASE = f"{ONE}phases/<int:phase>/"
ITEM = f"{ONE}items/<str:item>/"

urlpatterns = [
    path(PHASE, phases.page, name="phase"),
    path(f"{PHASE}side/", phases.side, name="phase-side"),
    path(f"{PHASE}close/", phases.close, name="phase-close"),
    path(f"{PHASE}tasks/<str:task>/", phases.task, name="task-done"),
    path(ITEM, phases.item, name="item"),
    path(f"{ITEM}answer/", answers.answer, name="answer"),
    path(f"{ITEM}second/", answers.second, name="answer-second"),
    path(f"{ITEM}settle/", answers.settle, name="contradiction-settle"),
    path(f"{ONE}exposures/", answers.exposures, name="exposures"),
]
