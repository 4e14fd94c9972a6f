# What the oracle reads of a data directory: tasks, annotations, and a digest of every table.
import hashlib, json, sqlite3, sys

db = sqlite3.connect("file:%s/skylabel.db?mode=ro" % sys.argv[1], uri=True)
db.row_factory = sqlite3.Row
rows = lambda sql: [dict(row) for row in db.execute(sql)]
digests = {}
for table in rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
    digest = hashlib.sha256()
    for row in db.execute('SELECT * FROM "%s"' % table["name"]):
        digest.update(repr(tuple(row)).encode())
    digests[table["name"]] = digest.hexdigest()
print(json.dumps({
    "check": rows("PRAGMA quick_check")[0]["quick_check"],
    "tasks": rows("SELECT id, key, data, hidden, stale_etag IS NOT NULL AS stale,"
                  " annotations + cancelled > 0 AS labeled FROM tasks"),
    "annotations": rows("SELECT id, task_id, unique_id, result FROM annotations"),
    "outbox": rows("SELECT count(*) AS n FROM outbox WHERE wanted > pushed OR conflict OR trying IS NOT NULL")[0]["n"],
    "digests": digests,
}))
