// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspectsamples.h"
#include "gui/shots.h"
#include "jose/base64url.h"
#include "support/scriptedserver.h"
#include "ui/common/theme.h"
#include "ui/inspect/keychooser.h"
#include "ui/inspect/mintdialog.h"
#include "ui/inspect/pastefield.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QMessageAuthenticationCode>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using shots::child;
using Source = ui::KeyChooser::Source;

/// Where keys come from, that nothing is asked for them without the button, and tokens made for tests.
class TestInspectorKeys : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void asksNobodyBeforeTheButton();
    void fetchesTheKeysOfAnIssuer();
    void fetchesAgainForAnUnknownKid();
    void fetchesFromAnAddress();
    void saysWhyKeysCannotBeHad();
    void canBeStoppedAndClosedWhileFetching();
    void takesKeysFromTextAndFile();
    void refusesWhatIsNoKey();
    void marksASharedSecret();
    void takesTheKeysOfAConnection();
    void offersToOpenWhatIsEncrypted();
    void makesTestTokens_data();
    void makesTestTokens();
    void neverSignsWithTheKeyOfAConnection();
    void beginsATestTokenLikeAnother();

private:
    template <class T>
    T *find(const QString &name) const
    {
        return child<T>(m_inspector->window.get(), name);
    }
    void choose(Source source)
    {
        auto *combo = find<QComboBox>(u"keySourceComboBox"_s);
        combo->setCurrentIndex(combo->findData(int(source)));
    }
    QString banner() const { return find<QLabel>(u"inspectionBannerLabel"_s)->text(); }
    QByteArray tokenOfServer() const;
    void serve();

    std::unique_ptr<test::ScriptedServer> m_server;
    base::SystemClock m_clock;
    base::Redactor m_redactor;
    net::ExchangeLog m_log{ &m_redactor, &m_clock };
    std::unique_ptr<net::StrictNetworkAccessManager> m_network;
    std::unique_ptr<oauth::KeySource> m_source;
    std::unique_ptr<sample::Inspector> m_inspector;
};

void TestInspectorKeys::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestInspectorKeys::init()
{
    m_server = std::make_unique<test::ScriptedServer>();
    m_network = std::make_unique<net::StrictNetworkAccessManager>(&m_log);
    m_source = std::make_unique<oauth::KeySource>(m_network.get(), &m_clock, nullptr);
    m_inspector = std::make_unique<sample::Inspector>(m_network.get(), m_source.get());
    m_inspector->window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_inspector->window.get()));
}

void TestInspectorKeys::cleanup()
{
    m_inspector.reset();
    m_source.reset();
    m_network.reset();
    m_server.reset();
}

void TestInspectorKeys::serve()
{
    const QByteArray origin = m_server->origin();
    const json::Object metadata{ { "issuer", json::string(origin) },
        { "authorization_endpoint", json::string(origin + "/authorize") },
        { "token_endpoint", json::string(origin + "/token") }, { "jwks_uri", json::string(origin + "/jwks") },
        { "response_types_supported", json::Array{ "code" } },
        { "subject_types_supported", json::Array{ "public" } },
        { "id_token_signing_alg_values_supported", json::Array{ "RS256" } } };
    const net::ServerAnswer answer{
        .status = 200, .headers = { { "Content-Type", "application/json" } }, .body = json::compact(metadata)
    };
    m_server->on("GET", "/.well-known/oauth-authorization-server", answer);
    m_server->on("GET", "/.well-known/openid-configuration", answer);
    m_server->on("GET", "/jwks",
        net::ServerAnswer{
            .status = 200, .headers = { { "Content-Type", "application/json" } }, .body = sample::jwks() });
}

QByteArray TestInspectorKeys::tokenOfServer() const
{
    json::Object claims = sample::accessClaims();
    claims["iss"] = json::string(m_server->origin());
    return sample::signedToken(sample::accessHeader(), claims, sample::issuerKey());
}

void TestInspectorKeys::asksNobodyBeforeTheButton()
{
    serve();
    json::Object header = sample::accessHeader();
    header["jku"] = json::string(m_server->url("/jwks"));
    header["x5u"] = json::string(m_server->url("/cert"));
    json::Object claims = sample::accessClaims();
    claims["iss"] = json::string(m_server->origin());
    m_inspector->window->inspect(sample::signedToken(header, claims, sample::issuerKey()));
    choose(Source::Issuer);
    find<QAbstractButton>(u"useNamedIssuerButton"_s)->click();
    QCOMPARE(find<QLineEdit>(u"keyIssuerLineEdit"_s)->text().toUtf8(), m_server->origin());
    choose(Source::Address);
    QTest::keyClicks(find<QLineEdit>(u"keyAddressLineEdit"_s), QString::fromUtf8(m_server->url("/jwks")));
    choose(Source::Issuer);
    QTest::qWait(50);
    QCOMPARE(m_server->requests().size(), 0);
    QCOMPARE(m_log.count(), 0);
    QVERIFY(find<QAbstractButton>(u"fetchKeysButton"_s)->text().contains(u"127.0.0.1"_s));
    find<QAbstractButton>(u"fetchKeysButton"_s)->click(); // the control: now somebody is asked
    QTRY_VERIFY(m_server->count("GET", "/jwks") > 0);
    QCOMPARE(m_server->count("GET", "/cert"), 0);
}

void TestInspectorKeys::fetchesTheKeysOfAnIssuer()
{
    serve();
    m_inspector->window->inspect(tokenOfServer());
    choose(Source::Issuer);
    find<QAbstractButton>(u"useNamedIssuerButton"_s)->click();
    QTest::mouseClick(find<QAbstractButton>(u"fetchKeysButton"_s), Qt::LeftButton);
    QTRY_VERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    QCOMPARE(find<QAbstractItemView>(u"keysTable"_s)->model()->rowCount(), 1);
    QVERIFY(find<QAbstractButton>(u"keyExchangeButton"_s)->isVisible());
    for (const net::ServerRequest &request : m_server->requests()) {
        for (const net::Header &field : request.headers.all())
            QVERIFY2(!field.value.contains("eyJ"), "the token is not sent");
    }
}

void TestInspectorKeys::fetchesAgainForAnUnknownKid()
{
    serve();
    m_inspector->window->inspect(tokenOfServer());
    choose(Source::Address);
    find<QLineEdit>(u"keyAddressLineEdit"_s)->setText(QString::fromUtf8(m_server->url("/jwks")));
    Q_EMIT find<QLineEdit>(u"keyAddressLineEdit"_s)->textEdited({});
    find<QAbstractButton>(u"fetchKeysButton"_s)->click();
    QTRY_VERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    const qsizetype before = m_server->count("GET", "/jwks");
    find<QAbstractButton>(u"fetchKeysButton"_s)->click();
    QTRY_VERIFY(find<QAbstractButton>(u"fetchKeysButton"_s)->isVisible());
    QTRY_VERIFY(banner().startsWith(u"Valid."_s));
    QVERIFY2(m_server->count("GET", "/jwks") == before, "a known key is not asked for again");
}

void TestInspectorKeys::fetchesFromAnAddress()
{
    serve();
    m_inspector->window->inspect(sample::forgedToken());
    choose(Source::Address);
    auto *address = find<QLineEdit>(u"keyAddressLineEdit"_s);
    QTest::keyClicks(address, QString::fromUtf8(m_server->url("/jwks")));
    QTest::keyClick(address, Qt::Key_Return);
    QTRY_COMPARE(m_server->count("GET", "/jwks"), 1);
    QTRY_VERIFY2(!banner().contains(u"Nobody's"_s), qPrintable(banner()));
    QVERIFY2(!banner().startsWith(u"Valid."_s), "a forged one stays forged");
}

void TestInspectorKeys::saysWhyKeysCannotBeHad()
{
    m_server->on("GET", "*", net::ServerAnswer{ .status = 404 });
    m_inspector->window->inspect(tokenOfServer());
    choose(Source::Issuer);
    find<QAbstractButton>(u"useNamedIssuerButton"_s)->click();
    find<QAbstractButton>(u"fetchKeysButton"_s)->click();
    QTRY_VERIFY(find<QWidget>(u"keysError"_s)->isVisible());
    QVERIFY(!banner().startsWith(u"Valid."_s));
    choose(Source::None);
    QVERIFY2(!find<QWidget>(u"keysError"_s)->isVisible(), "it was about something else");
}

void TestInspectorKeys::canBeStoppedAndClosedWhileFetching()
{
    m_server->onStall("GET", "*");
    m_inspector->window->inspect(tokenOfServer());
    choose(Source::Issuer);
    find<QAbstractButton>(u"useNamedIssuerButton"_s)->click();
    find<QAbstractButton>(u"fetchKeysButton"_s)->click();
    QTRY_VERIFY(!m_server->requests().isEmpty());
    QVERIFY(find<QWidget>(u"keysBusy"_s)->isVisible());
    find<QAbstractButton>(u"keysBusyStopButton"_s)->click();
    QVERIFY(!find<QWidget>(u"keysBusy"_s)->isVisible());
    QVERIFY(find<QAbstractButton>(u"fetchKeysButton"_s)->isVisible());
    find<QAbstractButton>(u"fetchKeysButton"_s)->click();
    QVERIFY(find<QWidget>(u"keysBusy"_s)->isVisible());
    m_inspector.reset(); // in the middle of it
    QTest::qWait(20);
}

void TestInspectorKeys::takesKeysFromTextAndFile()
{
    m_inspector->window->inspect(sample::goodToken());
    choose(Source::Text);
    QApplication::clipboard()->setText(QString::fromUtf8(sample::jwks()));
    find<QAbstractButton>(u"keyPasteButton"_s)->click();
    QVERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    find<QAbstractButton>(u"keyTextClearButton"_s)->click();
    QVERIFY(banner().contains(u"Nobody's"_s));

    choose(Source::File);
    QTemporaryDir folder;
    QFile file(folder.filePath(u"key.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(json::compact(sample::issuerKey().publicKey().publicJson()));
    file.close();
    auto *chooser = m_inspector->window->findChild<ui::KeyChooser *>();
    chooser->takeFile(file.fileName());
    QVERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    chooser->takeFile(folder.filePath(u"nothing"_s));
    QVERIFY(find<QWidget>(u"keysError"_s)->isVisible());
    QVERIFY(!banner().startsWith(u"Valid."_s));
}

void TestInspectorKeys::refusesWhatIsNoKey()
{
    m_inspector->window->inspect(sample::goodToken());
    choose(Source::Text);
    find<ui::PasteField>(u"keyTextEdit"_s)->take("this is no key");
    QVERIFY(find<QWidget>(u"keysError"_s)->isVisible());
    QVERIFY(!banner().startsWith(u"Valid."_s));
    find<ui::PasteField>(u"keyTextEdit"_s)->take(sample::jwks());
    QVERIFY(!find<QWidget>(u"keysError"_s)->isVisible());
    QVERIFY(banner().startsWith(u"Valid."_s));
}

void TestInspectorKeys::marksASharedSecret()
{
    const QByteArray secret = "a-secret-that-both-sides-know-32";
    const QByteArray input = jose::encodeBase64Url(R"({"alg":"HS256"})") + '.'
        + jose::encodeBase64Url(json::compact(sample::accessClaims()));
    const QByteArray token = input + '.'
        + jose::encodeBase64Url(QMessageAuthenticationCode::hash(input, secret, QCryptographicHash::Sha256));
    m_inspector->window->inspect(token);
    QVERIFY2(find<QLabel>(u"keyCautionLabel"_s)->text().contains(u"shared secret"_s),
        "no public key will ever verify it");
    choose(Source::Secret);
    QVERIFY(find<QLabel>(u"sharedSecretCaution"_s)->isVisible());
    auto *edit = find<QLineEdit>(u"sharedSecretLineEdit"_s);
    QCOMPARE(edit->echoMode(), QLineEdit::Password);
    QTest::keyClicks(edit, QString::fromUtf8(secret));
    QVERIFY2(find<QLabel>(u"signedWithLabel"_s)->text().startsWith(u"Verified with"_s),
        qPrintable(find<QLabel>(u"signedWithLabel"_s)->text()));
    QVERIFY(find<QLabel>(u"keyCautionLabel"_s)->text().contains(u"can also make one"_s));
    shots::shoot(m_inspector->window.get(), u"inspector-secret"_s, { 1280, 800 });
    QTest::keyClicks(edit, u"x"_s);
    QVERIFY(!find<QLabel>(u"signedWithLabel"_s)->text().startsWith(u"Verified with"_s));
}

void TestInspectorKeys::takesTheKeysOfAConnection()
{
    m_inspector->window->inspect(sample::goodToken());
    choose(Source::Connection);
    QVERIFY2(banner().startsWith(u"Valid."_s), "those that were at hand, without asking anybody");
    QCOMPARE(m_server->requests().size(), 0);
    QVERIFY(find<QAbstractButton>(u"fetchKeysButton"_s)->text().contains(u"issuer.example"_s));
}

void TestInspectorKeys::offersToOpenWhatIsEncrypted()
{
    auto *key = find<QWidget>(u"decryptionKeyEdit"_s);
    m_inspector->window->inspect(sample::goodToken());
    QVERIFY(!key->isVisible());
    m_inspector->window->inspect(sample::encryptedToken());
    QVERIFY(key->isVisible());
    QVERIFY(!banner().startsWith(u"Valid."_s));
    static_cast<ui::PasteField *>(key)->take(sample::issuerKey().toPem());
    QVERIFY2(!banner().isEmpty() && !banner().startsWith(u"Valid."_s), qPrintable(banner()));
    shots::shoot(m_inspector->window.get(), u"inspector-encrypted"_s, { 1280, 800 });
}

void TestInspectorKeys::makesTestTokens_data()
{
    QTest::addColumn<int>("with");
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<bool>("isValid");
    QTest::newRow("a new key") << 0 << u"ES256"_s << true;
    QTest::newRow("another algorithm") << 0 << u"EdDSA"_s << true;
    QTest::newRow("a given key") << 1 << u"RS256"_s << true;
    QTest::newRow("a secret") << 2 << u"HS256"_s << true;
    QTest::newRow("nothing") << 3 << u"none"_s << false;
}

void TestInspectorKeys::makesTestTokens()
{
    QFETCH(const int, with);
    QFETCH(const QString, algorithm);
    QFETCH(const bool, isValid);
    m_inspector->window->openMint();
    auto *dialog = find<ui::MintDialog>(u"mintDialog"_s);
    QVERIFY(
        child<QLabel>(dialog, u"mintWordsLabel"_s)->text().contains(u"key of a connection is never used"_s));
    child<QComboBox>(dialog, u"mintWithComboBox"_s)->setCurrentIndex(with);
    child<QComboBox>(dialog, u"mintAlgorithmComboBox"_s)->setCurrentText(algorithm);
    if (with == 1)
        child<ui::PasteField>(dialog, u"mintKeyEdit"_s)->take(sample::issuerKey().toPem());
    if (with == 2)
        QTest::keyClicks(
            child<QLineEdit>(dialog, u"mintSecretLineEdit"_s), u"0123456789abcdef0123456789abcdef"_s);
    QSignalSpy answered(dialog, &ui::MintDialog::answered);
    QTest::mouseClick(child<QAbstractButton>(dialog, u"mintSignButton"_s), Qt::LeftButton);
    QTRY_COMPARE(answered.size(), 1);
    QVERIFY2(!dialog->minted().token.isEmpty(), "signed");
    QVERIFY2(
        !child<QLabel>(dialog, u"mintedLabel"_s)->text().contains(QString::fromUtf8(dialog->minted().token)),
        "shown masked");
    if (with == 0 && algorithm == u"ES256"_s)
        shots::shoot(dialog, u"mint"_s, { 760, 760 });
    child<QAbstractButton>(dialog, u"mintCopyButton"_s)->click();
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), dialog->minted().token);
    child<QAbstractButton>(dialog, u"mintInspectButton"_s)->click();
    QCOMPARE(find<ui::PasteField>(u"tokenField"_s)->content().reveal(), dialog->minted().token);
    if (with == 2)
        return; // whose secret is not handed on
    QCOMPARE(banner().startsWith(u"Valid."_s), isValid);
    delete dialog;
}

void TestInspectorKeys::neverSignsWithTheKeyOfAConnection()
{
    m_inspector->window->openMint();
    auto *dialog = find<ui::MintDialog>(u"mintDialog"_s);
    child<QComboBox>(dialog, u"mintWithComboBox"_s)->setCurrentIndex(1);
    child<QComboBox>(dialog, u"mintAlgorithmComboBox"_s)->setCurrentText(u"RS256"_s);
    child<ui::PasteField>(dialog, u"mintKeyEdit"_s)->take(sample::otherKey().toPem());
    QSignalSpy answered(dialog, &ui::MintDialog::answered);
    child<QAbstractButton>(dialog, u"mintSignButton"_s)->click();
    QTRY_COMPARE(answered.size(), 1);
    QVERIFY(dialog->minted().token.isEmpty());
    QVERIFY(child<QWidget>(dialog, u"mintError"_s)->isVisible());
}

void TestInspectorKeys::beginsATestTokenLikeAnother()
{
    m_inspector->window->inspect(sample::goodToken());
    find<QAbstractButton>(u"mintLikeButton"_s)->click();
    auto *dialog = find<ui::MintDialog>(u"mintDialog"_s);
    const QString claims = child<QPlainTextEdit>(dialog, u"mintClaimsEdit"_s)->toPlainText();
    QVERIFY2(claims.contains(u"user-00a1"_s) && claims.contains(u"boards.read"_s), qPrintable(claims));
    QVERIFY(!child<QPlainTextEdit>(dialog, u"mintHeaderEdit"_s)->toPlainText().contains(u"key-1"_s));
}

QTEST_MAIN(TestInspectorKeys)
#include "test_inspectorkeys.moc"
