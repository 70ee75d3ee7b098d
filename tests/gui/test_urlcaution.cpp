// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/input/elicitationdialog.h"
#include "ui/input/urlcaution.h"

#include <QApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

using Action = mcp::ElicitationAnswer::Action;

namespace {

const ui::Asker boards{ .connection = u"Boards"_s,
    .server = u"boards-mcp"_s,
    .host = u"mcp.boards.example"_s,
    .url = "https://mcp.boards.example/mcp",
    .cause = u"tools/call run_report"_s };

} // namespace

/// What a person sees before a URL of a server is opened.
class TestUrlCaution : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsTheWholeUrlAndOpensNothing();
    void warnsOfOddUrls_data();
    void warnsOfOddUrls();
    void refusesUrlsThatAreNone();

private:
    QList<QByteArray> m_opened;
};

void TestUrlCaution::init()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
    m_opened.clear();
}

void TestUrlCaution::showsTheWholeUrlAndOpensNothing()
{
    const QByteArray url = "https://pay.boards.example:8443/confirm?order=7&next=https://other.example/a#";
    const QByteArray plain = "https://pay.boards.example/confirm?order=7";
    QVERIFY(ui::reviewUrl(url, {}).refusal); // a fragment
    ui::ElicitationDialog dialog(
        sample::urlElicitation(plain), boards,
        [this](const QByteArray &opened) -> base::Result<void> {
            m_opened += opened;
            return {};
        },
        nullptr);
    shots::shoot(&dialog, u"elicitation-url"_s, dialog.size());
    QSignalSpy answered(&dialog, &ui::ElicitationDialog::answered);
    QCOMPARE(shots::child<QPlainTextEdit>(&dialog, u"elicitationUrlEdit"_s)->toPlainText().toUtf8(), plain);
    QCOMPARE(shots::child<QLabel>(&dialog, u"elicitationUrlHostLabel"_s)->text(), u"pay.boards.example"_s);
    auto *done = shots::child<QPushButton>(&dialog, u"acceptElicitationButton"_s);
    QVERIFY2(!done->isEnabled(), "nobody was there yet");
    QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(m_opened.size(), 0);
    QCOMPARE(answered.size(), 0);
    shots::child<QPushButton>(&dialog, u"openElicitationUrlButton"_s)->click();
    QCOMPARE(m_opened, QList<QByteArray>{ plain });
    QCOMPARE(answered.size(), 0);
    done->click();
    QCOMPARE(int(answered.first().first().value<mcp::ElicitationAnswer>().action), int(Action::Accept));
    shots::verifyInert(&dialog);
}

void TestUrlCaution::warnsOfOddUrls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &url, const QString &words) {
        QTest::newRow(name) << url << words;
    };
    row("another site", "https://evil.example.net/a", u"another site"_s);
    row("punycode", "https://xn--pple-43d.com/", u"Punycode"_s);
    row("a number", "https://203.0.113.7/a", u"a number, not a name"_s);
    row("a private network", "https://192.168.1.4/a", u"private network"_s);
    row("this computer", "http://127.0.0.1:8080/a", u"on this computer"_s);
    row("many parts", "https://boards.example.login.accounts.of.evil.example/", u"many parts"_s);
    row("a port", "https://boards.example:8443/", u"port of its own"_s);
    row("an address inside", "https://boards.example/?u=https://accounts.example/", u"Another address"_s);
    row("an at sign", "https://boards.example/@accounts.example", u"Another address"_s);
    row("long", "https://boards.example/" + QByteArray(600, 'a'), u"unusually long"_s);
}

void TestUrlCaution::warnsOfOddUrls()
{
    QFETCH(QByteArray, url);
    QFETCH(QString, words);
    const ui::UrlReview review = ui::reviewUrl(url, "https://mcp.boards.example/mcp");
    QVERIFY(!review.refusal);
    QVERIFY2(review.cautions.join(u'\n').contains(words), qPrintable(review.cautions.join(u'\n')));
    QCOMPARE((review.before + review.host + review.after).toUtf8(), url);
    QVERIFY(ui::reviewUrl("https://pay.mcp.boards.example/a", "https://mcp.boards.example/mcp")
                .cautions.isEmpty());
}

void TestUrlCaution::refusesUrlsThatAreNone()
{
    for (const QByteArray &url : { QByteArray("javascript:alert(1)"), QByteArray("file:///etc/passwd"),
             QByteArray("http://boards.example/"), QByteArray("https://user:pw@boards.example/"),
             QByteArray() }) {
        const ui::UrlReview review = ui::reviewUrl(url, {});
        QVERIFY2(review.refusal, url.constData());
        ui::ElicitationDialog dialog(
            sample::urlElicitation(url), boards,
            [this](const QByteArray &opened) -> base::Result<void> {
                m_opened += opened;
                return {};
            },
            nullptr);
        QVERIFY(!shots::child<QPushButton>(&dialog, u"openElicitationUrlButton"_s)->isEnabled());
        QVERIFY(!shots::child<QPushButton>(&dialog, u"acceptElicitationButton"_s)->isEnabled());
    }
    QVERIFY(m_opened.isEmpty());
}

QTEST_MAIN(TestUrlCaution)
#include "test_urlcaution.moc"
