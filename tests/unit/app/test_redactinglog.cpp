// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/redactinglog.h"

#include <QLoggingCategory>
#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

QStringList written;

void collect(QtMsgType, const QMessageLogContext &, const QString &message)
{
    written << message;
}

} // namespace

class TestRedactingLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// T149. Without the log the secret is written: the control.
    void noMessageCarriesASecret()
    {
        const QtMessageHandler before = qInstallMessageHandler(collect);
        const QByteArray canary = "canary-7f3a9b2c-access";
        base::Redactor redactor;
        redactor.learn(base::SecretKind::AccessToken, canary);
        qWarning("Authorization: Bearer %s", canary.constData());
        {
            const app::RedactingLog log(&redactor);
            const QLoggingCategory category("qt.network.http2");
            qCWarning(category, "GET /?access_token=%s", canary.constData());
            qDebug().noquote() << "token" << canary << "and" << canary.toPercentEncoding();
        }
        qWarning("%s again", canary.constData());
        qInstallMessageHandler(before);

        QCOMPARE(written.size(), 4);
        QVERIFY(written[0].contains(QString::fromLatin1(canary)));
        QCOMPARE(written[1], u"GET /?access_token=‹access token #1›"_s);
        QVERIFY(!written[2].contains(u"canary"_s));
        QVERIFY(written[3].contains(QString::fromLatin1(canary)));
    }

    void messagesOfOtherThreadsAreNotWrittenUnredacted()
    {
        const QtMessageHandler before = qInstallMessageHandler(collect);
        written.clear();
        base::Redactor redactor;
        {
            const app::RedactingLog log(&redactor);
            std::unique_ptr<QThread> thread(QThread::create([] { qWarning("from the network thread"); }));
            thread->start();
            QVERIFY(thread->wait());
        }
        qInstallMessageHandler(before);
        QCOMPARE(written, QStringList());
    }
};

QTEST_GUILESS_MAIN(TestRedactingLog)
#include "test_redactinglog.moc"
