from . import test_on_phone as T

real = T.real


def test_c(real):
    real.run("add_contact", name="Grace Lee", phone="415 555 0177")


def test_d(real):
    from ainos.android_bridge.types import Intent

    t = real.tools.lookup("set_alarm")
    real.run("set_alarm", time="7:30", label="Work")
    real.run("set_alarm", time="6:45 every weekday")
    ticket = real.office.issue("x", {})
    with real.device.acting(ticket, "x", {}) as h:
        h.start_activity(Intent(action="android.intent.action.SHOW_ALARMS"))
        for e in real.device.wait_settled().elements:
            print(
                e.index,
                repr(e.text),
                repr(e.description),
                e.resource_id,
                e.class_name,
                e.checkable,
                e.checked,
                e.bounds,
            )
    print(real.device.dumpsys("alarm")[:3000])
    assert 0
