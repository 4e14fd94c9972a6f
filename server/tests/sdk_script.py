"""The loop of a script that knows nothing of this server: the unmodified label-studio-sdk, with both its clients and
both its kinds of token. Arguments: URL, S3 endpoint, bucket, access key, secret key. Ends with 0 only if every step
did what it should; prints the exported JSON."""

import base64
import json
import sys
import time

from label_studio_sdk import Client, LabelStudio

URL, ENDPOINT, BUCKET, ACCESS, SECRET = sys.argv[1:6]
CONFIG = """<View>
  <Text name="text" value="$text"/>
  <Choices name="mood" toName="text"><Choice value="Good"/><Choice value="Bad"/></Choices>
</View>"""
RESULT = [{"from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["Good"]}}]


def personal_access_token():
    """A token that the SDK takes for a refresh token: a JWT with an end."""
    part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    return ".".join([part({"alg": "HS256", "typ": "JWT"}), part({"exp": int(time.time()) + 86400}), "c2ln"])


def eventually(what, probe):
    """Syncs answer at once and run behind; scripts wait."""
    end = time.time() + 60
    while time.time() < end:
        found = probe()
        if found:
            return found
        time.sleep(0.2)
    raise SystemExit(f"{what} did not come to pass within a minute")


def with_todays_client(token, name):
    client = LabelStudio(base_url=URL, api_key=token)
    project = client.projects.create(title=name, label_config=CONFIG)
    assert client.projects.get(project.id).title == name
    assert any(found.id == project.id for found in client.projects.list())

    storage = dict(
        project=project.id,
        bucket=BUCKET,
        aws_access_key_id=ACCESS,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        s3endpoint=ENDPOINT,
    )
    source = client.import_storage.s3.create(prefix="tasks", use_blob_urls=False, title="in", **storage)
    assert source.id and source.project == project.id and source.bucket == BUCKET
    assert not getattr(source, "aws_secret_access_key", None)
    client.import_storage.s3.sync(id=source.id)
    tasks = eventually("three tasks", lambda: len(all_tasks(client, project)) == 3 and all_tasks(client, project))
    assert sorted(task.data["text"] for task in tasks) == ["one", "three", "two"]

    for task in tasks[:2]:
        made = client.annotations.create(id=task.id, result=RESULT, lead_time=1.5)
        assert made.id and made.result[0]["value"] == {"choices": ["Good"]}
    client.annotations.create(id=tasks[2].id, result=[], was_cancelled=True)

    prefix = f"out-{project.id}"
    target = client.export_storage.s3.create(prefix=prefix, title="out", **storage)
    client.export_storage.s3.sync(id=target.id)
    eventually("a completed target", lambda: client.export_storage.s3.get(id=target.id).status == "completed")
    assert client.import_storage.s3.get(id=source.id).status == "completed"

    exported = client.projects.exports.as_json(project.id)
    assert len(exported) == 3, exported
    labeled = [task for task in exported if task["annotations"] and not task["annotations"][0]["was_cancelled"]]
    assert len(labeled) == 2 and labeled[0]["annotations"][0]["result"][0]["value"] == {"choices": ["Good"]}
    return {"project": project.id, "prefix": prefix, "exported": exported}


def all_tasks(client, project):
    return list(client.tasks.list(project=project.id, fields="all"))


def with_the_older_client(name):
    client = Client(url=URL, api_key="any token")
    assert client.check_connection()["status"] == "UP"
    project = client.start_project(title=name, label_config=CONFIG)
    project.import_tasks([{"text": "imported"}, {"data": {"text": "too"}}])
    tasks = project.get_tasks()
    assert [task["data"]["text"] for task in tasks] == ["imported", "too"], tasks
    project.create_annotation(tasks[0]["id"], result=RESULT)
    labeled = project.get_labeled_tasks()
    assert [task["id"] for task in labeled] == [tasks[0]["id"]], labeled
    exported = project.export_tasks(export_type="JSON")
    assert exported[0]["annotations"][0]["result"][0]["value"] == {"choices": ["Good"]}, exported
    return {"project": project.id, "exported": exported}


def smaller_steps(token):
    """What scripts also do: look around, mend, clean up."""
    client = LabelStudio(base_url=URL, api_key=token)
    assert client.users.whoami().id == 1
    assert client.versions.get().edition == "Community"
    project = client.projects.create(title="Smaller steps", label_config=CONFIG)
    client.projects.import_tasks(id=project.id, request=[{"text": "a"}, {"text": "b"}], return_task_ids=True)
    tasks = all_tasks(client, project)
    assert client.tasks.get(id=tasks[0].id).data == {"text": "a"}
    made = client.annotations.create(id=tasks[0].id, result=RESULT)
    changed = client.annotations.update(id=made.id, result=[], was_cancelled=True)
    assert changed.was_cancelled
    assert [found.id for found in client.annotations.list(id=tasks[0].id)] == [made.id]
    client.annotations.delete(id=made.id)
    assert client.annotations.list(id=tasks[0].id) == []
    client.predictions.create(task=tasks[1].id, result=RESULT, score=0.9, model_version="v1")
    assert client.predictions.list(project=project.id)[0].score == 0.9
    client.tasks.delete(id=tasks[0].id)
    assert [task.id for task in all_tasks(client, project)] == [tasks[1].id]
    client.projects.update(id=project.id, title="Smaller steps, done")
    client.projects.delete(id=project.id)
    assert all(found.id != project.id for found in client.projects.list())


loops = [
    with_todays_client("a legacy token", "With a legacy token"),
    with_todays_client(personal_access_token(), "With a personal access token"),
]
older = with_the_older_client("With the older client")
smaller_steps("any")
print(json.dumps({"loops": loops, "older": older}))
