"""Routes: signing in and out, passwords. Only the views we need, each by name."""

from allauth.account import views
from django.urls import path

from assessments.web import people, portfolio

urlpatterns = [
    path("", portfolio.home, name="home"),
    path("profile/", portfolio.profile, name="profile"),
    path("invite/<str:token>/", people.invitation, name="invitation"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/<str:uidb36>-<str:key>/",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/finished/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
]
