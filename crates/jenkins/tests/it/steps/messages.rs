//! Mail and chats.

use super::fails;
use crate::support::check;

#[test]
fn messages_are_sent_or_recorded() {
    let ran = check(
        "mail to: 'a@b.c', subject: 'S', body: 'B'
emailext subject: 'S2', body: 'B2', to: 'x', recipientProviders: [[$class: 'DevelopersRecipientProvider']], mimeType: 'text/html'
slackSend channel: '#c', color: 'good', message: \"M ${1 + 1}\"
slackSend 'alone'
mattermostSend message: 'mm', channel: 'town'",
    );
    assert_eq!(
        ran.sent,
        [
            "mail a@b.c: S: B",
            "emailext x: S2: B2",
            "slackSend #c: : M 2",
            "slackSend : : alone",
            "mattermostSend town: : mm"
        ]
    );
    assert!(
        ran.said()
            .starts_with("mail is recorded\nemailext is recorded\nslackSend is recorded\n"),
        "{}",
        ran.log
    );
}

#[test]
fn mail_needs_to_know_what_and_whom() {
    fails(
        "mail to: 'a', subject: '', body: 'b'",
        "ERROR: Email not sent. All mandatory properties must be supplied ('subject', 'body').\n",
    );
    fails(
        "mail subject: 's', body: 'b'",
        "ERROR: Email not sent. No recipients of any kind specified ('to', 'cc', 'bcc').\n",
    );
}
