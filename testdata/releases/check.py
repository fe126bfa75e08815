#!/usr/bin/env python3
"""Holds `dvpolicy diff` of two releases of a solution against their RolePrivilege elements, with a reader of its own.

python3 check.py DVPOLICY FOLDER_OF_RELEASES
"""
import collections, glob, json, os, re, subprocess, sys
import xml.etree.ElementTree as ET

dvpolicy, folder = sys.argv[1:]
LEVELS = {"Basic": "user", "Local": "business_unit", "Deep": "parent_child", "Global": "organization"}


def run(*args):
    return json.loads(subprocess.run([dvpolicy, *args, "-f", "json"], capture_output=True, text=True, check=True).stdout)


def roles(release):
    found = {}
    for name in glob.glob(f"{glob.escape(release)}/Roles/*.xml"):
        role = ET.parse(name).getroot()
        levels = {p.get("name").lower(): LEVELS[p.get("level")] for p in role.iter("RolePrivilege")}
        found[role.get("id").lower().strip("{}")] = role.get("name"), levels
    return found


def level(extent):
    for name in ("organization", "parent_child", "business_unit"):
        if extent[name]:
            return name
    return "user" if extent["personal"] else "none"


def privilege(table, verb, known={}):
    if table not in known:
        known[table] = {}
        try:
            known[table] = {p["verb"]: p["name"].lower() for p in run("schema", "table", table)["privileges"]}
        except subprocess.CalledProcessError:
            pass  # not of the catalogue: named as every custom table's are
    return known[table].get(verb, "prv" + verb.replace("_", "") + table)


def written(before, after):
    changes = {}
    for role in {**before, **after}:
        name = (after.get(role) or before[role])[0]
        was, now = before.get(role, (0, {}))[1], after.get(role, (0, {}))[1]
        for p in {**was, **now}:
            if was.get(p) != now.get(p):
                changes[name, p] = was.get(p, "none"), now.get(p, "none")
    return changes


def said(diff):
    changes = {}
    for c in diff["access"]:
        for who in c["principals"]:
            name = re.fullmatch(r'role\["(.*)"\]', who)[1]
            if c["kind"] == "privilege":  # held or not, at whatever level
                changes[name, c["privilege"].lower()] = c["change"]
            else:
                assert c["kind"] == "table", c
                key, value = (name, privilege(c["table"], c["verb"])), (level(c["from"]), level(c["to"]))
                assert changes.get(key, value) == value, key  # tables that share a privilege change alike
                changes[key] = value
    return changes


releases = sorted(glob.glob(os.path.join(folder, "*@*")))
for a, b in zip(releases, releases[1:]):
    want, diff = written(roles(a), roles(b)), run("diff", a, b)
    got = said(diff)
    assert want.keys() == got.keys(), want.keys() ^ got.keys()
    for key, (was, now) in want.items():
        assert got[key] in ((was, now), "gained" if was == "none" else "lost" if now == "none" else None), (key, was, now, got[key])
    kinds = collections.Counter(c["change"] for c in diff["access"])
    print(f"| {a.split('@')[1]} | {b.split('@')[1]} | {len(want)} | {len(diff['access'])} |", ", ".join(f"{n} {k}" for k, n in sorted(kinds.items())), "|")
