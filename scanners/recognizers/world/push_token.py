"""Address of an app on a telephone, for messages (FCM registration token).

An instance, a colon, APA91b and some 130 characters.
https://firebase.google.com/docs/cloud-messaging/manage-tokens
"""

CATEGORY = "device_id"
KIND = None
PATTERN = r"(?<![\w-])[\w-]{11,32}:APA91b[\w-]{100,250}"
WORDS = ("fcm", "push", "device token", "registration")
ALONE = 0.99
SHARE = 0.1
EXAMPLES = (
    "dQw4w9WgXcQ:APA91b" + "A" * 134,
    "c0ffee_c0ffee-c0ffee22:APA91b" + "x" * 134,
    "abcdefghijk:APA91b" + "0" * 110,
)
COUNTEREXAMPLES = ("APA91b" + "A" * 134, "dQw4w9WgXcQ:APA91b", "dQw4w9WgXcQ:APA92b" + "A" * 134)
