"""Pages of NetBox's REST interface in small, of version 3 and of version 4."""

import json

HOST = "https://netbox.example/api/"


def record(endpoint, number, **fields):
    return {"id": number, "url": f"{HOST}{endpoint}/{number}/", **fields}


def page(*results, count=None):
    return {
        "count": len(results) if count is None else count,
        "next": None,
        "previous": None,
        "results": list(results),
    }


def nested(number, name):
    return {"id": number, "name": name, "display": name}


def machine(number=1, name="web", status="active", **fields):
    base = {
        "name": name,
        "status": {"value": status, "label": status.capitalize()},
        "site": nested(3, "Bonn"),
        "cluster": nested(7, "prod"),
        "device": None,
        "tenant": nested(2, "Sales"),
        "role": nested(4, "Web server"),
        "platform": nested(5, "Ubuntu 22.04"),
        "vcpus": 2.0,
        "memory": 4096,
        "disk": 40,
        "description": "",
        "comments": "",
        "tags": [],
        "custom_fields": {},
        "virtual_disk_count": 0,
    }
    return record("virtualization/virtual-machines", number, **base | fields)


def written(document):
    return json.dumps(document).encode()
