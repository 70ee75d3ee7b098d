// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspectsamples.h"
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/inspect/pastefield.h"

#include <QAbstractButton>
#include <QAction>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDropEvent>
#include <QMimeData>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace authscope;
using shots::child;

/// The inspector as a person uses it: what is pasted, what it says of it, what can be taken along.
class TestInspector : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void beginsEmptyAndTeaches();
    void recognisesWhatIsPasted_data();
    void recognisesWhatIsPasted();
    void saysDecodedOnlyWithoutAKey();
    void judgesAGoodToken();
    void judgesAnExpiredToken();
    void judgesAForgedToken();
    void judgesAForeignToken();
    void showsEveryClaimAsATree();
    void listsSeveralTokens();
    void letsTheKindBeChosen();
    void judgesAtAnotherTime();
    void keepsWhatWasPastedOutOfTheField();
    void copiesInFiveWays();
    void revealsForAWhileOnly();
    void takesFilesAndDrops();
    void takesATokenOfAConnection();
    void namesEveryControl();

private:
    void paste(const QByteArray &text);
    void useConnection();
    QString banner() const;
    QString tableText(const QString &name) const;
    QString label(const QString &name) const;
    template <class T>
    T *find(const QString &name) const
    {
        return child<T>(m_inspector->window.get(), name);
    }
    void shoot(const QString &name);

    std::unique_ptr<sample::Inspector> m_inspector;
};

void TestInspector::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestInspector::init()
{
    m_inspector = std::make_unique<sample::Inspector>();
    m_inspector->window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_inspector->window.get()));
}

void TestInspector::cleanup()
{
    m_inspector.reset();
}

void TestInspector::paste(const QByteArray &text)
{
    QApplication::clipboard()->setText(QString::fromUtf8(text));
    auto *field = find<ui::PasteField>(u"tokenField"_s);
    field->setFocus();
    QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);
    QTRY_VERIFY(!m_inspector->window->isWorking());
}

void TestInspector::useConnection()
{
    auto *keys = find<QComboBox>(u"keySourceComboBox"_s);
    keys->setCurrentIndex(1);
    auto *expected = find<QComboBox>(u"expectConnectionComboBox"_s);
    expected->setCurrentIndex(1);
}

QString TestInspector::label(const QString &name) const
{
    return find<QLabel>(name)->text();
}

QString TestInspector::banner() const
{
    return label(u"inspectionBannerLabel"_s);
}

QString TestInspector::tableText(const QString &name) const
{
    return sample::textOf(find<QAbstractItemView>(name)->model());
}

void TestInspector::shoot(const QString &name)
{
    shots::shoot(m_inspector->window.get(), u"inspector-"_s + name, { 1280, 800 });
}

void TestInspector::beginsEmptyAndTeaches()
{
    QVERIFY(find<QWidget>(u"inspectorEmpty"_s)->isVisible());
    QVERIFY(!find<QWidget>(u"inspectionView"_s)->isVisible());
    shoot(u"empty"_s);
    paste(sample::goodToken());
    QVERIFY(!find<QWidget>(u"inspectorEmpty"_s)->isVisible());
    find<QAbstractButton>(u"clearPastedButton"_s)->click();
    QVERIFY(find<QWidget>(u"inspectorEmpty"_s)->isVisible());
}

void TestInspector::recognisesWhatIsPasted_data()
{
    QTest::addColumn<QByteArray>("pasted");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("words");

    const QByteArray good = sample::goodToken();
    const json::Object logout{ { "iss", json::string(sample::issuer) }, { "aud", "client-77aa" },
        { "iat", 1 }, { "jti", "j" }, { "sid", "s" },
        { "events",
            json::Object{ { "http://schemas.openid.net/event/backchannel-logout", json::Object{} } } } };
    const auto made = [](const char *typ, const json::Object &claims) {
        return sample::signedToken({ { "alg", "RS256" }, { "typ", typ } }, claims, sample::issuerKey());
    };
    QTest::newRow("a bare token") << good << u"Access token"_s << QString();
    QTest::newRow("with a scheme") << "Bearer " + good << u"Access token"_s << QString();
    QTest::newRow("a field") << "Authorization: Bearer " + good << u"Access token"_s << QString();
    QTest::newRow("with line breaks")
        << good.first(60) + "\n" + good.sliced(60, 60) + "\r\n  " + good.sliced(120) << u"Access token"_s
        << QString();
    QTest::newRow("in quotes") << "\"" + good + "\"" << u"Access token"_s << QString();
    QTest::newRow("a DPoP proof") << made(
        "dpop+jwt", { { "htm", "POST" }, { "htu", "https://a.example/t" }, { "iat", 1 }, { "jti", "x" } })
                                  << u"DPoP proof"_s << QString();
    QTest::newRow("a logout token") << made("logout+jwt", logout) << u"Logout token"_s << QString();
    QTest::newRow("a client assertion")
        << made("JWT", { { "iss", "me" }, { "sub", "me" }, { "aud", "x" }, { "exp", 1 } })
        << u"Client assertion"_s << QString();
    QTest::newRow("an ID token") << made("JWT",
        { { "iss", "a" }, { "sub", "b" }, { "aud", "c" }, { "nonce", "n" }, { "exp", 1 }, { "iat", 1 } })
                                 << u"ID token"_s << QString();
    QTest::newRow("an opaque one") << QByteArray("gho_16C7e42F292c6912E7710c838347Ae178B4a") << QString()
                                   << u"Opaque"_s;
    QTest::newRow("an encrypted one") << sample::encryptedToken() << QString() << u"JWE"_s;
}

void TestInspector::recognisesWhatIsPasted()
{
    QFETCH(const QByteArray, pasted);
    QFETCH(const QString, kind);
    paste(pasted);
    QVERIFY(find<QWidget>(u"inspectionView"_s)->isVisible());
    QVERIFY2(!label(u"recognisedLabel"_s).isEmpty(), "it is said what it is");
    QVERIFY(!banner().isEmpty());
    if (!kind.isEmpty()) {
        QCOMPARE(label(u"inspectionTitleLabel"_s), kind);
        QCOMPARE(find<QComboBox>(u"kindComboBox"_s)->currentText(), u"Detected: "_s + kind);
        QVERIFY2(!label(u"kindReasonLabel"_s).isEmpty(), "and why");
    }
    const QByteArray clean = pasted.simplified();
    if (pasted.contains('\n'))
        QVERIFY2(label(u"removedLabel"_s).contains(u"line break"_s), qPrintable(label(u"removedLabel"_s)));
}

void TestInspector::saysDecodedOnlyWithoutAKey()
{
    paste(sample::goodToken());
    QVERIFY2(banner().contains(u"Nobody's signature was checked"_s), qPrintable(banner()));
    QVERIFY(label(u"signedWithLabel"_s).contains(u"Nobody"_s));
}

void TestInspector::judgesAGoodToken()
{
    paste(sample::goodToken());
    useConnection();
    QVERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    QVERIFY2(label(u"signedWithLabel"_s).contains(u"https://issuer.example"_s),
        qPrintable(label(u"signedWithLabel"_s)));
    QVERIFY(!label(u"thumbprintLabel"_s).isEmpty());
    QVERIFY2(
        !label(u"checksSummaryLabel"_s).contains(u"failed"_s), qPrintable(tableText(u"tokenChecksTable"_s)));
    QVERIFY(find<QWidget>(u"inspectionBanner"_s)->accessibleName().startsWith(u"Valid."_s));
    shoot(u"good"_s);
}

void TestInspector::judgesAnExpiredToken()
{
    paste(sample::expiredToken());
    useConnection();
    QVERIFY2(banner().contains(u"xpired"_s), qPrintable(banner()));
    shoot(u"expired"_s);
}

void TestInspector::judgesAForgedToken()
{
    paste(sample::forgedToken());
    useConnection();
    QVERIFY2(banner().contains(u"signature"_s, Qt::CaseInsensitive), qPrintable(banner()));
    QVERIFY(!banner().startsWith(u"Valid."_s));
    const auto *checks = find<QAbstractItemView>(u"tokenChecksTable"_s)->model();
    QVERIFY2(checks->index(0, 0).data(Qt::AccessibleTextRole).toString().startsWith(u"failed"_s),
        "what failed stands first, and says so in words");
    shoot(u"forged"_s);
}

void TestInspector::judgesAForeignToken()
{
    paste(sample::foreignToken());
    useConnection();
    QVERIFY(!banner().startsWith(u"Valid."_s));
    const QString checks = tableText(u"tokenChecksTable"_s);
    QVERIFY2(checks.contains(u"login.elsewhere.example"_s) && checks.contains(u"https://issuer.example"_s),
        "both values stand there");
    shoot(u"foreign"_s);
}

void TestInspector::showsEveryClaimAsATree()
{
    paste(sample::goodToken());
    auto *tree = find<QTreeView>(u"claimsTable"_s);
    const QAbstractItemModel *model = tree->model();
    QStringList names;
    for (int row = 0; row < model->rowCount(); ++row)
        names += model->index(row, 0).data().toString();
    QStringList sent;
    for (const auto &member : sample::accessClaims())
        sent += json::text(member.key());
    QCOMPARE(names, sent);
    const QModelIndex act = model->index(int(names.indexOf(u"act"_s)), 0);
    QCOMPARE(model->rowCount(act), 2);
    QCOMPARE(model->index(0, 0, act).data().toString(), u"sub"_s);
    QVERIFY(tree->isExpanded(act));
    const QModelIndex exp = model->index(int(names.indexOf(u"exp"_s)), 1);
    QVERIFY2(exp.data().toString().contains(u"in 41 min"_s), qPrintable(exp.data().toString()));
    QVERIFY(exp.data(Qt::ToolTipRole)
                .toString()
                .contains(QString::number(sample::accessClaims()["exp"].as_int64())));
    QVERIFY2(model->index(0, 2).data().toString().size() > 5, "each has a meaning");
}

void TestInspector::listsSeveralTokens()
{
    const QByteArray id = sample::signedToken({ { "alg", "RS256" }, { "kid", "key-1" } },
        { { "iss", json::string(sample::issuer) }, { "sub", "user-00a1" }, { "aud", "client-77aa" },
            { "nonce", "n" }, { "iat", 1 }, { "exp", 2 } },
        sample::issuerKey());
    paste(json::compact(json::Object{ { "access_token", json::string(sample::goodToken()) },
        { "token_type", "Bearer" }, { "expires_in", 3600 }, { "id_token", json::string(id) },
        { "refresh_token", "opaque-refresh-value-123456" } }));
    auto *list = find<QAbstractItemView>(u"subjectList"_s);
    QVERIFY(list->isVisible());
    QCOMPARE(list->model()->rowCount(), 3);
    QVERIFY2(
        tableText(u"subjectList"_s).contains(u"access_token"_s), qPrintable(tableText(u"subjectList"_s)));
    QVERIFY2(tableText(u"factsTable"_s).contains(u"expires_in"_s), qPrintable(tableText(u"factsTable"_s)));
    QVERIFY2(!tableText(u"factsTable"_s).contains(u"opaque-refresh"_s), "a secret is no fact");
    int idRow = 0;
    while (idRow < 3 && !list->model()->index(idRow, 0).data().toString().contains(u"id_token"_s))
        ++idRow;
    list->setCurrentIndex(list->model()->index(idRow, 0));
    QCOMPARE(label(u"inspectionTitleLabel"_s), u"ID token"_s);
    useConnection();
    QCOMPARE(label(u"inspectionTitleLabel"_s), u"ID token"_s);
    shoot(u"response"_s);
}

void TestInspector::letsTheKindBeChosen()
{
    paste(sample::goodToken());
    auto *kind = find<QComboBox>(u"kindComboBox"_s);
    const int id = kind->findText(u"ID token"_s);
    QVERIFY(id > 0);
    kind->setCurrentIndex(id);
    Q_EMIT kind->activated(id);
    QCOMPARE(label(u"inspectionTitleLabel"_s), u"ID token"_s);
    QVERIFY(label(u"kindReasonLabel"_s).contains(u"as you chose"_s));
    QVERIFY2(!banner().startsWith(u"Valid."_s), "an access token is no ID token");
    kind->setCurrentIndex(0);
    Q_EMIT kind->activated(0);
    QCOMPARE(label(u"inspectionTitleLabel"_s), u"Access token"_s);
}

void TestInspector::judgesAtAnotherTime()
{
    paste(sample::expiredToken());
    useConnection();
    QVERIFY(banner().contains(u"xpired"_s));
    find<QAbstractButton>(u"judgeAtCheckBox"_s)->click();
    find<QDateTimeEdit>(u"judgeAtDateTimeEdit"_s)
        ->setDateTime(base::toDateTime(m_inspector->clock.at).toLocalTime().addSecs(-6072));
    QVERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    find<QAbstractButton>(u"judgeAtCheckBox"_s)->click();
    QVERIFY(banner().contains(u"xpired"_s));
    find<QSpinBox>(u"toleranceSpinBox"_s)->setValue(7200);
    QVERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
}

void TestInspector::keepsWhatWasPastedOutOfTheField()
{
    const QByteArray token = sample::goodToken();
    auto *field = find<ui::PasteField>(u"tokenField"_s);
    paste(token);
    QVERIFY(field->isMasked());
    QCOMPARE(field->content().reveal(), token);
    QVERIFY(!field->toPlainText().contains(u"eyJ"_s));
    QVERIFY(!field->isUndoRedoEnabled());
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(field);
    QVERIFY(accessible && accessible->textInterface());
    QVERIFY(!accessible->textInterface()->text(0, 100000).contains(u"eyJ"_s));
    QVERIFY(!accessible->text(QAccessible::Value).contains(u"eyJ"_s));
    QApplication::clipboard()->clear();
    field->selectAll();
    QTest::keyClick(field, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().isEmpty());

    field->reveal();
    QCOMPARE(field->toPlainText().toUtf8(), token);
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(field, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text().toUtf8(), token);
    QVERIFY2(QApplication::clipboard()->mimeData()->hasFormat(u"x-kde-passwordManagerHint"_s),
        "histories are told");
    field->mask();
    QVERIFY(!field->toPlainText().contains(u"eyJ"_s));
}

void TestInspector::copiesInFiveWays()
{
    const QByteArray token = sample::goodToken();
    paste(token);
    useConnection();
    const auto copy = [this](const QString &action) {
        QApplication::clipboard()->clear();
        find<QAction>(action)->trigger();
        return QApplication::clipboard()->text();
    };
    QCOMPARE(copy(u"copyAsIsAction"_s).toUtf8(), token);
    QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(u"x-kde-passwordManagerHint"_s));
    QVERIFY(
        QApplication::clipboard()->mimeData()->hasFormat(u"ExcludeClipboardContentFromMonitorProcessing"_s));
    QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(u"org.nspasteboard.ConcealedType"_s));
    const QByteArray signature = token.split('.').last();
    const QString masked = copy(u"copyMaskedAction"_s);
    QVERIFY(masked.size() < 60 && masked.contains(QString::number(token.size())));
    const QString redacted = copy(u"copyRedactedAction"_s);
    QVERIFY(redacted.startsWith(QString::fromUtf8(token.split('.').first())));
    QVERIFY2(!redacted.contains(QString::fromUtf8(signature)), "the signature is gone");
    QVERIFY(!QByteArray::fromBase64(redacted.split(u'.')[1].toUtf8(), QByteArray::Base64UrlEncoding)
                 .contains("user-00a1"));
    for (const QString &action : { u"copyCurlAction"_s, u"copyPowerShellAction"_s }) {
        const QString command = copy(action);
        QVERIFY2(command.contains(u"curl"_s) && command.contains(u"mcp.example"_s), qPrintable(command));
        QVERIFY2(command.contains(u"ACCESS_TOKEN"_s) && !command.contains(u"eyJ"_s), "without the token");
    }
}

void TestInspector::revealsForAWhileOnly()
{
    const QByteArray token = sample::goodToken();
    paste(token);
    auto *value = find<QPlainTextEdit>(u"tokenValueEdit"_s);
    QVERIFY(!value->toPlainText().contains(QString::fromUtf8(token.split('.')[1])));
    find<QAbstractButton>(u"revealButton"_s)->click();
    QCOMPARE(value->toPlainText().toUtf8(), token);
    QVERIFY2(value->textInteractionFlags() == Qt::NoTextInteraction,
        "a selection would put it where every program can read it");
    paste(sample::expiredToken());
    QVERIFY2(!value->toPlainText().contains(u"eyJ"_s), "another token is hidden again");
}

void TestInspector::takesFilesAndDrops()
{
    QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QByteArray &bytes) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
        return folder.filePath(name);
    };
    const auto drop = [this](const QMimeData &data) {
        QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_inspector->window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event({ 10.0, 10.0 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_inspector->window.get(), &event);
    };
    find<ui::PasteField>(u"tokenField"_s)->takeFile(write(u"token.txt"_s, sample::goodToken() + "\n"));
    QCOMPARE(label(u"inspectionTitleLabel"_s), u"Access token"_s);
    QMimeData keys;
    keys.setUrls({ QUrl::fromLocalFile(write(u"keys.json"_s, sample::jwks())) });
    drop(keys);
    QVERIFY2(label(u"signedWithLabel"_s).startsWith(u"Verified with"_s), "keys beside a token are for it");
    QMimeData text;
    text.setText(QString::fromUtf8(sample::expiredToken()));
    drop(text);
    QVERIFY2(banner().contains(u"xpired"_s), qPrintable(banner()));
    QMimeData missing;
    missing.setUrls({ QUrl::fromLocalFile(folder.filePath(u"missing"_s)) });
    drop(missing);
    QVERIFY2(label(u"pasteProblemLabel"_s).contains(u"missing"_s), "what cannot be read is said");
    find<ui::PasteField>(u"tokenField"_s)->clearContent();
    drop(keys);
    QVERIFY2(label(u"keysSummaryLabel"_s).contains(u"1 key"_s), qPrintable(label(u"keysSummaryLabel"_s)));
    QCOMPARE(find<QAbstractItemView>(u"keysTable"_s)->model()->rowCount(), 1);
}

void TestInspector::takesATokenOfAConnection()
{
    m_inspector->window->inspectToken(base::Secret(sample::goodToken()), inspect::Kind::Access,
        u"the one “Boards Server” holds"_s, u"c1"_s);
    QVERIFY2(banner().startsWith(u"Valid."_s), qPrintable(banner()));
    QVERIFY(label(u"kindReasonLabel"_s).contains(u"Boards Server"_s));
    m_inspector->window->inspectToken(
        base::Secret("opaque-refresh-value-123456"), inspect::Kind::Refresh, u"held"_s, u"c1"_s);
    QCOMPARE(label(u"inspectionTitleLabel"_s), u"Refresh token"_s);
}

void TestInspector::namesEveryControl()
{
    paste(sample::goodToken());
    useConnection();
    find<QAbstractButton>(u"moreExpectationsButton"_s)->click();
    shots::verifyInert(m_inspector->window.get());
    auto *source = find<QComboBox>(u"keySourceComboBox"_s);
    for (int i = 0; i < source->count(); ++i) {
        source->setCurrentIndex(i);
        shots::verifyInert(m_inspector->window.get());
    }
}

QTEST_MAIN(TestInspector)
#include "test_inspector.moc"
