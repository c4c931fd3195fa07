"""Routes: portfolio."""

from django.urls import path

from assessments.web import portfolio

urlpatterns = [
    path("", portfolio.page, name="portfolio"),
    path("welcome/", portfolio.welcome, name="welcome"),
    path("example/", portfolio.example, name="example-new"),
    path("work/", portfolio.work, name="work"),
    path("search/", portfolio.search, name="search"),
]
