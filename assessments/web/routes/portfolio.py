"""Routes: portfolio."""

from django.urls import path

from assessments.web import examples, portfolio

urlpatterns = [
    path("", portfolio.page, name="portfolio"),
    path("welcome/", examples.welcome, name="welcome"),
    path("example/", examples.new, name="example-new"),
    path("example/progress/", examples.progress, name="example-progress"),
    path("work/", portfolio.work, name="work"),
    path("search/", portfolio.search, name="search"),
]
