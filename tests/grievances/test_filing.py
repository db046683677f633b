from tests.grievances.story import begin, clear, file, fill, send
from portal.loop.models import Case


def test_smoke(town, sign_in, client):
    me = sign_in("widow")
    assert me.get("/file/").status_code == 200
    draft = begin(me)
    for page in ("what", "where", "kind", "about"):
        r = me.get(f"/file/{draft.pk}/{page}/")
        print(page, r.status_code, r.headers.get("Location"))
    fill(me, town, draft)
    for page in ("what", "where", "kind", "urgency", "danger", "about", "check", "same"):
        r = me.get(f"/file/{draft.pk}/{page}/")
        print(page, r.status_code, r.headers.get("Location"))
    g = send(me, draft)
    assert me.get(f"/file/{draft.pk}/done/").status_code == 200
    n = g.case.number
    assert me.get(f"/cases/{n}/").status_code == 200
    assert client.get(f"/cases/{n}/").status_code == 404
    clear(town, g)
    assert client.get(f"/cases/{n}/").status_code == 200
    assert client.get("/cases/").status_code == 200
    assert me.get("/mine/").status_code == 200
    assert me.get("/receipt/").status_code == 200
    assert sign_in("secretary").get(f"/cases/{n}/").status_code == 200
    g2 = file(client, town, "anonymous")
    assert client.get(f"/file/{g2.draft}/done/").status_code == 200
    print(client.get(f"/file/{g2.draft}/done/").content.decode()[3000:7000])
    assert client.get(f"/cases/{g2.case.number}/").status_code == 200
    assert me.get(f"/cases/{n}/withdraw/").status_code == 200
    assert me.get(f"/cases/{n}/looks/").status_code == 200
