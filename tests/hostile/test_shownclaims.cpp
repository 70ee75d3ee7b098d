// SPDX-License-Identifier: GPL-3.0-or-later
// What the person sees of a token, where it could lie, reach out, or be read by somebody else.
#include "gui/inspectsamples.h"
#include "gui/samples.h"
#include "gui/shots.h"
#include "support/scriptedserver.h"
#include "ui/common/chip.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"
#include "ui/inspect/pastefield.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QTextBrowser>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;
using shots::child;

class TestShownClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void T167_saysWhatMixesScripts_data();
    void T167_saysWhatMixesScripts();
    void T170_picturesAreNeverFetched();
    void T171_addressesInClaimsAreWords();
    void T176_theCountdownFollowsTheClock();
    void T177_aMaskedTokenIsNotReadAloud();
    void T178_everyVerdictHasAMarkAndAWord_data();
    void T178_everyVerdictHasAMarkAndAWord();
    void T178_unverifiedNeverLooksVerified();

private:
    template <class T>
    T *find(const QString &name) const
    {
        return child<T>(m_inspector->window.get(), name);
    }
    void inspect(const QByteArray &text)
    {
        m_inspector->window->inspect(text);
        QTRY_VERIFY_WITH_TIMEOUT(!m_inspector->window->isWorking(), 60000);
    }

    std::unique_ptr<test::ScriptedServer> m_server;
    base::SystemClock m_clock;
    base::Redactor m_redactor;
    net::ExchangeLog m_log{ &m_redactor, &m_clock };
    std::unique_ptr<net::StrictNetworkAccessManager> m_network;
    std::unique_ptr<oauth::KeySource> m_source;
    std::unique_ptr<sample::Inspector> m_inspector;
};

void TestShownClaims::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestShownClaims::init()
{
    m_server = std::make_unique<test::ScriptedServer>();
    m_network = std::make_unique<net::StrictNetworkAccessManager>(&m_log);
    m_source = std::make_unique<oauth::KeySource>(m_network.get(), &m_clock, nullptr);
    m_inspector = std::make_unique<sample::Inspector>(m_network.get(), m_source.get());
    m_inspector->window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_inspector->window.get()));
}

void TestShownClaims::cleanup()
{
    m_inspector.reset();
    m_source.reset();
    m_network.reset();
    m_server.reset();
}

void TestShownClaims::T167_saysWhatMixesScripts_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("said");
    QTest::newRow("Cyrillic in Latin") << u"G\u043e\u043egle"_s << u"⟨mixes Latin and Cyrillic letters⟩"_s;
    QTest::newRow("Greek in Latin") << u"Boards by \u0391cme"_s << u"⟨mixes Greek and Latin letters⟩"_s;
    QTest::newRow("one script a word") << u"Acme \u041c\u043e\u0441\u043a\u0432\u0430"_s << QString();
    QTest::newRow("accents") << u"Zoë Müller-Łukasiewicz"_s << QString();
    QTest::newRow("without look-alikes") << u"\u6771\u4eac\u30bf\u30ef\u30fcTokyo"_s << QString();
}

void TestShownClaims::T167_saysWhatMixesScripts()
{
    QFETCH(QString, name);
    QFETCH(QString, said);
    ui::HeaderData data = sample::header();
    data.name = data.identity.name = name;
    data.identity.email.clear();
    ui::ConnectionHeader header;
    header.resize(1200, 100);
    header.show(data, sample::now);
    for (const QString &label : { u"connectionNameLabel"_s, u"identityLabel"_s }) {
        const QString text
            = child<QLabel>(&header, label)->accessibleName() + child<QLabel>(&header, label)->text();
        QVERIFY(text.contains(name.left(3)));
        QCOMPARE(text.contains(u"⟨mixes"_s), !said.isEmpty());
        QVERIFY2(text.contains(said), qPrintable(text));
    }
    oauth::ConsentRequest request = sample::consentRequest();
    request.resourceName = name;
    ui::ConsentView consent;
    consent.ask(request, {});
    QCOMPARE(child<QLabel>(&consent, u"consentTitleLabel"_s)->text().contains(u"⟨mixes"_s), !said.isEmpty());
}

void TestShownClaims::T170_picturesAreNeverFetched()
{
    json::Object claims = sample::accessClaims();
    for (const char *name : { "picture", "logo_uri", "profile", "website", "policy_uri" })
        claims[name] = json::string(m_server->url("/beacon.png"));
    json::Object header = sample::accessHeader();
    for (const char *name : { "jku", "x5u" })
        header[name] = json::string(m_server->url("/jwks"));
    inspect(sample::signedToken(header, claims, sample::issuerKey()));
    QVERIFY(sample::textOf(find<QTreeView>(u"claimsTable"_s)->model()).contains(u"/beacon.png"_s));
    ui::HeaderData data = sample::header();
    data.identity.name = QString::fromLatin1(m_server->url("/beacon.png"));
    ui::ConnectionHeader connection;
    connection.show(data, sample::now);
    connection.show();
    QTest::qWait(200);
    QCOMPARE(m_server->requests().size(), 0);

    auto *source = find<QComboBox>(u"keySourceComboBox"_s); // what is asked for does arrive there
    source->setCurrentIndex(source->findText(u"A JWKS address"_s));
    find<QLineEdit>(u"keyAddressLineEdit"_s)->setText(QString::fromLatin1(m_server->url("/jwks")));
    QTest::keyClick(find<QLineEdit>(u"keyAddressLineEdit"_s), Qt::Key_Return);
    QTRY_COMPARE(m_server->requests().size(), 1);
}

void TestShownClaims::T171_addressesInClaimsAreWords()
{
    json::Object claims = sample::accessClaims();
    claims["website"] = "https://phish.example/?take=<a href='https://phish.example'>this</a>";
    claims["profile"] = "javascript:alert(1)";
    inspect(sample::signedToken(sample::accessHeader(), claims, sample::issuerKey()));
    const QString shown = sample::textOf(find<QTreeView>(u"claimsTable"_s)->model());
    QVERIFY(shown.contains(u"<a href='https://phish.example'>this</a>"_s));
    QVERIFY(shown.contains(u"javascript:alert(1)"_s));
    const auto canBeFollowed = [](const QWidget &place) {
        const auto labels = place.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->openExternalLinks() || label->textFormat() != Qt::PlainText;
        }) || !place.findChildren<QTextBrowser *>().isEmpty();
    };
    QVERIFY(!canBeFollowed(*m_inspector->window));
    QWidget control;
    (new QLabel(u"<a href='https://phish.example'>this</a>"_s, &control))->setOpenExternalLinks(true);
    QVERIFY(canBeFollowed(control));
}

void TestShownClaims::T176_theCountdownFollowsTheClock()
{
    ui::HeaderData data = sample::header();
    data.issued = sample::now;
    data.expires = sample::now + 1h;
    ui::ConnectionHeader header;
    header.show(data, sample::now);
    const auto *countdown = child<QLabel>(&header, u"countdownLabel"_s);
    const QString whole = countdown->text();
    header.tick(sample::now + 30min);
    QVERIFY(countdown->text() != whole && countdown->text().contains(u"30:00"_s));
    header.tick(sample::now + 9h); // after a sleep
    QCOMPARE(countdown->text(), u"access token expired"_s);
    header.tick(sample::now - 24h); // nobody granted 25 hours
    QCOMPARE(countdown->text(), u"access token: the clock was set back"_s);
    header.tick(sample::now);
    QCOMPARE(countdown->text(), whole);
}

void TestShownClaims::T177_aMaskedTokenIsNotReadAloud()
{
    const QByteArray token = sample::goodToken();
    inspect(token);
    auto *field = find<ui::PasteField>(u"tokenField"_s);
    QVERIFY(field->isMasked());
    const QString secret = QString::fromLatin1(token.mid(token.lastIndexOf('.') + 1, 24));
    const auto spoken = [](QWidget *widget) {
        QString words;
        QAccessibleInterface *read = QAccessible::queryAccessibleInterface(widget);
        for (const QAccessible::Text part :
            { QAccessible::Name, QAccessible::Description, QAccessible::Value, QAccessible::Help })
            words += read->text(part) + u'\n';
        if (QAccessibleTextInterface *text = read->textInterface())
            words += text->text(0, text->characterCount());
        return words;
    };
    const auto widgets = m_inspector->window->findChildren<QWidget *>();
    for (QWidget *widget : widgets)
        QVERIFY2(!spoken(widget).contains(secret), qPrintable(widget->objectName()));
    field->reveal();
    QVERIFY2(spoken(field).contains(secret), "what is revealed is read");
}

void TestShownClaims::T178_everyVerdictHasAMarkAndAWord_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<ui::Mark>("mark");
    QTest::addColumn<QString>("word");
    QTest::newRow("good") << sample::goodToken() << ui::Mark::Passed << u"Valid"_s;
    QTest::newRow("expired") << sample::expiredToken() << ui::Mark::Failed << u"xpired"_s;
    QTest::newRow("forged") << sample::forgedToken() << ui::Mark::Failed << u"signature"_s;
    QTest::newRow("foreign") << sample::foreignToken() << ui::Mark::Failed << u"issuer"_s;
}

void TestShownClaims::T178_everyVerdictHasAMarkAndAWord()
{
    QFETCH(QByteArray, token);
    QFETCH(ui::Mark, mark);
    QFETCH(QString, word);
    inspect(token);
    auto *source = find<QComboBox>(u"keySourceComboBox"_s);
    source->setCurrentIndex(source->findText(u"Issuer of a connection"_s));
    find<QComboBox>(u"expectConnectionComboBox"_s)->setCurrentIndex(1);
    auto *words = find<QLabel>(u"inspectionBannerLabel"_s);
    auto *shown = words->parentWidget()->findChild<ui::MarkLabel *>();
    QVERIFY(shown && shown->isVisible());
    QCOMPARE(shown->mark(), mark);
    QVERIFY(!shown->accessibleName().isEmpty());
    QVERIFY2(words->text().contains(word), qPrintable(words->text()));
}

void TestShownClaims::T178_unverifiedNeverLooksVerified()
{
    ui::HeaderData data = sample::header();
    data.identity.isVerified = true;
    ui::ConnectionHeader header;
    header.show(data, sample::now);
    const auto *chip = child<ui::Chip>(&header, u"verifiedChip"_s);
    const QString verified = chip->text();
    data.identity.isVerified = false;
    header.show(data, sample::now);
    QVERIFY(chip->text() != verified);
    QVERIFY2(
        !chip->text().contains(u"✓"_s) && chip->text().contains(u"unverified"_s), qPrintable(chip->text()));
    QCOMPARE(chip->accessibleName(), chip->text());
}

QTEST_MAIN(TestShownClaims)
#include "test_shownclaims.moc"
