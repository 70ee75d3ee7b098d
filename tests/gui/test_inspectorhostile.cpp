// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspectsamples.h"
#include "gui/samples.h"
#include "gui/shots.h"
#include "jose/base64url.h"
#include "ui/common/theme.h"
#include "ui/inspect/pastefield.h"
#include "ui/tokens/claimsmodel.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace authscope;
using shots::child;

/// What was pasted is somebody else's: it stays words, it stays bounded, it never blocks the window.
class TestInspectorHostile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void keepsForeignWordsInert();
    void answersForEverything_data();
    void answersForEverything();
    void cutsLongListsWithACount();
    void showsNumbersExactly();
    void largeOnesAreReadBesideTheWindow();
    void theNewestPasteWins();
    void mayBeClosedWhileReading();

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
    QString banner() const { return find<QLabel>(u"inspectionBannerLabel"_s)->text(); }

    std::unique_ptr<sample::Inspector> m_inspector;
};

void TestInspectorHostile::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestInspectorHostile::init()
{
    m_inspector = std::make_unique<sample::Inspector>();
    m_inspector->window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_inspector->window.get()));
    find<QComboBox>(u"keySourceComboBox"_s)->setCurrentIndex(1);
}

void TestInspectorHostile::cleanup()
{
    m_inspector.reset();
}

void TestInspectorHostile::keepsForeignWordsInert()
{
    const auto bad = json::string(sample::hostile);
    json::Object claims = sample::accessClaims();
    claims["iss"] = bad;
    claims["sub"] = bad;
    claims["scope"] = bad;
    claims["nested"] = json::Object{ { bad, json::Array{ json::Object{ { "x", bad } } } } };
    claims[bad] = bad;
    json::Object header = sample::accessHeader();
    header["kid"] = bad;
    header["x-note"] = bad;
    header["crit"] = json::Array{ bad };
    inspect(sample::signedToken(header, claims, sample::issuerKey()));
    auto *tree = find<QTreeView>(u"claimsTable"_s);
    tree->expandAll();
    shots::verifyInert(m_inspector->window.get());
    for (const QString &table :
        { u"claimsTable"_s, u"headerTable"_s, u"tokenChecksTable"_s, u"keysTable"_s }) {
        const QString text = sample::textOf(find<QAbstractItemView>(table)->model());
        QVERIFY2(!text.contains(QChar(0x202E)) && !text.contains(QChar(0x200B)), qPrintable(table));
    }
    const QString shown = sample::textOf(tree->model());
    QVERIFY2(shown.contains(u"⟨U+202E⟩"_s), "made visible");
    shots::shoot(m_inspector->window.get(), u"inspector-hostile"_s, { 1280, 800 });
    // A token response with the same words beside the token.
    inspect(json::compact(json::Object{ { "access_token", json::string(sample::goodToken()) },
        { "token_type", bad }, { "scope", bad }, { "error_description", bad } }));
    shots::verifyInert(m_inspector->window.get());
}

void TestInspectorHostile::answersForEverything_data()
{
    QTest::addColumn<QByteArray>("pasted");
    const QByteArray good = sample::goodToken();
    const auto claims = [](const QByteArray &text) {
        return sample::rawToken(R"({"alg":"RS256","kid":"key-1"})", text, sample::issuerKey());
    };
    QTest::newRow("truncated") << good.first(good.size() / 2);
    QTest::newRow("doubled") << good + good;
    QTest::newRow("encoded again") << good.toBase64();
    QTest::newRow("percent-encoded") << good.toPercentEncoding({}, ".");
    QTest::newRow("padded") << QByteArray(good).replace(".", "==.");
    QTest::newRow("a NUL inside") << QByteArray(good).insert(100, '\0');
    QTest::newRow("not UTF-8") << claims(QByteArray("{\"a\":\"\xff\xfe\xc3\"}"));
    QTest::newRow("UTF-16") << claims(QByteArray("\xff\xfe{\0\"\0a\0\"\0}\0", 12));
    QTest::newRow("bytes that are no text") << QByteArray("\xff\x00\xfe\x01\x80", 5);
    QTest::newRow("an array") << claims("[1,2,3]");
    QTest::newRow("no JSON") << claims("hello there");
    QTest::newRow("empty claims") << claims("");
    QTest::newRow("twice the same member") << claims(R"({"sub":"a","sub":"b"})");
    QTest::newRow("dates beyond all years") << claims(R"({"exp":253402300800000,"iat":-99999999999999})");
    QTest::newRow("dates as words") << claims(R"({"exp":"tomorrow","iat":[],"nbf":{}})");
    QTest::newRow("10,000 levels") << claims(
        QByteArray("{\"a\":").repeated(10000) + "1" + QByteArray("}").repeated(10000));
    QTest::newRow("10,000 lists") << claims(
        "{\"a\":" + QByteArray(10000, '[') + QByteArray(10000, ']') + "}");
    QTest::newRow("30 levels") << claims(
        QByteArray("{\"a\":").repeated(30) + "1" + QByteArray("}").repeated(30));
    QTest::newRow("a claim of 1 MB") << claims("{\"a\":\"" + QByteArray(1 << 20, 'x') + "\"}");
    QTest::newRow("a name of 100 kB") << claims("{\"" + QByteArray(100'000, 'n') + "\":1}");
    QTest::newRow("10,000 scopes") << claims(
        "{\"scope\":\"" + QByteArray("boards.read ").repeated(10000) + "\"}");
    QTest::newRow("a million dots") << QByteArray(1'000'000, '.');
    QTest::newRow("10 MB of one letter") << QByteArray(10 << 20, 'A');
    QTest::newRow("more than 10 MB") << QByteArray((10 << 20) + 1, 'A');
    QTest::newRow("10 MB of lines") << QByteArray("eyJ\n").repeated((10 << 20) / 4);
    QTest::newRow("10 MB of brackets") << QByteArray(10 << 20, '[');
    QTest::newRow("100,000 tildes") << good + QByteArray(100'000, '~');
}

void TestInspectorHostile::answersForEverything()
{
    QFETCH(const QByteArray, pasted);
    inspect(pasted);
    QVERIFY(find<QWidget>(u"inspectionView"_s)->isVisible());
    QVERIFY2(!banner().isEmpty(), "the first thing wrong is named");
    // What is only odd, or only written in another way, may hold all the same.
    static const QByteArrayList mayHold{ "encoded again", "percent-encoded", "30 levels", "a claim of 1 MB",
        "a name of 100 kB", "10,000 scopes" };
    QCOMPARE(banner().startsWith(u"Valid."_s), mayHold.contains(QTest::currentDataTag()));
    // Whatever it is, the page stays one that can be painted.
    for (const QString &name : { u"claimsTable"_s, u"headerTable"_s, u"tokenChecksTable"_s })
        QVERIFY(find<QAbstractItemView>(name)->model()->rowCount() <= ui::ClaimsModel::piece + 101);
    for (QPlainTextEdit *edit : m_inspector->window->findChildren<QPlainTextEdit *>())
        QVERIFY2(edit->toPlainText().size() < 300'000, qPrintable(edit->objectName()));
    find<QAbstractButton>(u"revealPastedButton"_s)->click();
    QVERIFY(find<QPlainTextEdit>(u"tokenField"_s)->toPlainText().size() < 300'000);
    m_inspector->window->grab();
}

void TestInspectorHostile::cutsLongListsWithACount()
{
    json::Object claims = sample::accessClaims();
    for (int i = 0; i < 5000; ++i)
        claims["claim-" + std::to_string(i)] = i;
    inspect(sample::signedToken(sample::accessHeader(), claims, sample::issuerKey()));
    auto *tree = find<QTreeView>(u"claimsTable"_s);
    const QAbstractItemModel *model = tree->model();
    QCOMPARE(model->rowCount(), ui::ClaimsModel::piece + 1);
    const QModelIndex more = model->index(ui::ClaimsModel::piece, 1);
    QVERIFY2(more.data().toString().contains(QString::number(claims.size() - ui::ClaimsModel::piece)),
        qPrintable(more.data().toString()));
    tree->setCurrentIndex(more);
    QTest::keyClick(tree, Qt::Key_Return);
    QCOMPARE(model->rowCount(), 2 * ui::ClaimsModel::piece + 1);
    QCOMPARE(model->index(ui::ClaimsModel::piece, 0).data().toString(),
        json::text((claims.begin() + ui::ClaimsModel::piece)->key()));
}

void TestInspectorHostile::showsNumbersExactly()
{
    inspect(sample::rawToken(R"({"alg":"RS256","kid":"key-1"})",
        R"({"a":9007199254740993,"b":18446744073709551615,"c":1e308,"d":-0,"e":123456789012345678901234567890})",
        sample::issuerKey()));
    const QString shown = sample::textOf(find<QAbstractItemView>(u"claimsTable"_s)->model());
    QVERIFY2(shown.contains(u"9007199254740993"_s), qPrintable(shown));
    QVERIFY2(shown.contains(u"18446744073709551615"_s), qPrintable(shown));
    QVERIFY2(!shown.contains(u"9007199254740992"_s), qPrintable(shown));
}

void TestInspectorHostile::largeOnesAreReadBesideTheWindow()
{
    json::Object claims = sample::accessClaims();
    claims["padding"] = std::string(1 << 20, 'x');
    const QByteArray token = sample::signedToken(sample::accessHeader(), claims, sample::issuerKey());
    m_inspector->window->inspect(token);
    QVERIFY2(m_inspector->window->isWorking(), "the window goes on");
    QVERIFY(find<QLabel>(u"readingLabel"_s)->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!m_inspector->window->isWorking(), 60000);
    QVERIFY(!find<QLabel>(u"readingLabel"_s)->isVisible());
    QVERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    find<QAbstractButton>(u"revealButton"_s)->click();
    QVERIFY(find<QPlainTextEdit>(u"tokenValueEdit"_s)->toPlainText().size() < 70'000);
}

void TestInspectorHostile::theNewestPasteWins()
{
    json::Object claims = sample::accessClaims();
    claims["padding"] = std::string(1 << 20, 'x');
    claims["sub"] = "the-large-one";
    m_inspector->window->inspect(sample::signedToken(sample::accessHeader(), claims, sample::issuerKey()));
    inspect(sample::goodToken());
    QTest::qWait(20);
    const QString shown = sample::textOf(find<QAbstractItemView>(u"claimsTable"_s)->model());
    QVERIFY(shown.contains(u"user-00a1"_s));
    QVERIFY(!shown.contains(u"the-large-one"_s));
}

void TestInspectorHostile::mayBeClosedWhileReading()
{
    m_inspector->window->inspect(QByteArray("eyJ\n").repeated((10 << 20) / 4));
    QVERIFY(m_inspector->window->isWorking());
    m_inspector.reset();
    QTest::qWait(20);
}

QTEST_MAIN(TestInspectorHostile)
#include "test_inspectorhostile.moc"
