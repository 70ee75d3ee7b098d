// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/inspectsamples.h"
#include "gui/samples.h"
#include "gui/shots.h"
#include "inspect/compare.h"
#include "ui/common/notifier.h"
#include "ui/common/theme.h"
#include "ui/connections/expirywatch.h"
#include "ui/tokens/comparedialog.h"
#include "ui/tokens/tokensview.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace authscope;
using shots::child;

namespace {

class Listener : public ui::Notifier {
public:
    void notify(const QString &title, const QString &words) override { said += title + u": "_s + words; }
    QStringList said;
};

} // namespace

/// The pieces the Tokens view and the inspector share: comparing, copying, notices, the clipboard.
class TestTokenPieces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void asksForWhatItsButtonsSay();
    void comparesTheSelectedGenerations();
    void showsWhatChanged();
    void saysThatNothingIsKept();
    void tellsOnceBeforeATokenEnds();
    void saysNothingWhileItIsOff();
    void keepsMarkupOutOfNotifications();
    void clearsOnlyWhatIsStillThere();
};

void TestTokenPieces::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestTokenPieces::asksForWhatItsButtonsSay()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    QSignalSpy inspections(&view, &ui::TokensView::inspectionRequested);
    child<QAbstractButton>(&view, u"idTokenCard"_s)->click();
    child<QAbstractButton>(&view, u"inspectButton"_s)->click();
    QCOMPARE(inspections.size(), 1);
    QCOMPARE(inspections.first().first().value<oauth::TokenKind>(), oauth::TokenKind::Id);
    QSignalSpy copies(&view, &ui::TokensView::copyRequested);
    child<QAction>(&view, u"copyRedactedAction"_s)->trigger();
    QCOMPARE(copies.size(), 1);
    QCOMPARE(copies.first().last().value<ui::CopyAs>(), ui::CopyAs::Redacted);
}

void TestTokenPieces::comparesTheSelectedGenerations()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    QSignalSpy asked(&view, &ui::TokensView::comparisonRequested);
    auto *compare = child<QAbstractButton>(&view, u"compareGenerationsButton"_s);
    compare->click();
    QCOMPARE(asked.takeFirst(), (QVariantList{ 2, 3 }));
    auto *table = child<QTableView>(&view, u"generationsTable"_s);
    table->selectionModel()->select(
        table->model()->index(2, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    compare->click();
    QCOMPARE(asked.takeFirst(), (QVariantList{ 1, 3 }));
    table->selectionModel()->select(
        table->model()->index(1, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    compare->click();
    QCOMPARE(asked.takeFirst(), (QVariantList{ 1, 2 }));
    ui::TokensData one = sample::tokens();
    one.generations = one.generations.last(1);
    view.setData(one, sample::now);
    QVERIFY(!compare->isEnabled());
}

void TestTokenPieces::showsWhatChanged()
{
    json::Object later = sample::accessClaims();
    later["exp"] = later["exp"].as_int64() + 3600;
    later["scope"] = "openid boards.read";
    later["note"] = json::string(sample::hostile);
    const inspect::Snapshot before = inspect::snapshotOf(sample::goodToken());
    const inspect::Snapshot after
        = inspect::snapshotOf(sample::signedToken(sample::accessHeader(), later, sample::issuerKey()));
    const QList<inspect::Change> changes = inspect::compare(before, after, sample::now);
    const QList<oauth::TokenGeneration> generations = sample::tokens().generations;
    ui::CompareDialog dialog(generations[1], generations[0],
        { { u"Access token"_s, inspect::comparisonSentence(before, after, changes), changes } }, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    shots::shoot(&dialog, u"compare"_s, { 960, 620 });
    shots::verifyInert(&dialog);
    const auto *model = child<QAbstractItemView>(&dialog, u"comparisonTable"_s)->model();
    const QString shown = sample::textOf(model);
    QVERIFY2(shown.contains(u"exp"_s) && shown.contains(u"scope"_s) && shown.contains(u"note"_s),
        qPrintable(shown));
    QVERIFY2(!shown.contains(u"user-00a1"_s), "what is the same is left out");
    child<QCheckBox>(&dialog, u"showSameCheckBox"_s)->click();
    QVERIFY(sample::textOf(model).contains(u"user-00a1"_s));
    QVERIFY(!sample::textOf(model).contains(QChar(0x202E)));
}

void TestTokenPieces::saysThatNothingIsKept()
{
    const QList<oauth::TokenGeneration> generations = sample::tokens().generations;
    ui::CompareDialog dialog(generations[2], generations[0], {}, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(child<QLabel>(&dialog, u"nothingToCompareLabel"_s)->isVisible());
    QVERIFY(shots::hasText(&dialog, u"boards.write"_s));
}

void TestTokenPieces::tellsOnceBeforeATokenEnds()
{
    Listener listener;
    ui::ExpiryWatch watch(&listener);
    watch.setOn(true);
    oauth::TokenGeneration generation{ .number = 1, .at = sample::now, .expires = sample::now + 1h };
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 57min);
    QVERIFY(listener.said.isEmpty());
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 58min + 30s);
    QCOMPARE(listener.said.size(), 1);
    QVERIFY2(listener.said.first().startsWith(u"Boards: "_s), qPrintable(listener.said.first()));
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 59min);
    QCOMPARE(listener.said.size(), 1);
    watch.look(u"d"_s, u"Others"_s, generation, false, sample::now + 59min);
    QCOMPARE(listener.said.size(), 2);
    QVERIFY2(listener.said.last().contains(u"sign in again"_s), qPrintable(listener.said.last()));
    generation.number = 2;
    generation.expires = sample::now + 2h;
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 1h);
    QCOMPARE(listener.said.size(), 2);
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 2h + 1s);
    QVERIFY2(listener.said.size() == 2, "it is over: that stands in the window");
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 2h - 1min);
    QCOMPARE(listener.said.size(), 3);
    oauth::TokenGeneration brief{ .number = 3, .at = sample::now, .expires = sample::now + 60s };
    QCOMPARE(ui::noticeBefore(brief), 12s);
}

void TestTokenPieces::saysNothingWhileItIsOff()
{
    Listener listener;
    ui::ExpiryWatch watch(&listener);
    QVERIFY(!watch.isOn());
    const oauth::TokenGeneration generation{ .number = 1, .at = sample::now, .expires = sample::now + 1h };
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 59min);
    QVERIFY(listener.said.isEmpty());
    watch.setOn(true);
    watch.look(u"c"_s, u"Boards"_s, generation, true, sample::now + 59min);
    QCOMPARE(listener.said.size(), 1);
}

void TestTokenPieces::keepsMarkupOutOfNotifications()
{
    const QString said = ui::withoutMarkup(sample::hostile);
    for (const QChar letter : { u'<', u'>', u'&' })
        QVERIFY(!said.contains(letter));
    QCOMPARE(ui::withoutMarkup(u"Boards Server"_s), u"Boards Server"_s);
}

void TestTokenPieces::clearsOnlyWhatIsStillThere()
{
    const base::Secret secret(QByteArray("eyJ-geheim-\xc3\xbc"));
    QClipboard *clipboard = QApplication::clipboard();
    {
        ui::ClipboardPolicy policy(nullptr, 30ms);
        policy.copySecret(secret);
        QCOMPARE(clipboard->text().toUtf8(), secret.reveal());
        QTRY_VERIFY(clipboard->text().isEmpty());
        policy.copySecret(secret);
        clipboard->setText(u"something else"_s);
        QTest::qWait(80);
        QCOMPARE(clipboard->text(), u"something else"_s);
        policy.copySecret(secret);
        policy.copy(u"no secret"_s);
        QTest::qWait(80);
        QCOMPARE(clipboard->text(), u"no secret"_s);
        policy.copySecret(secret);
        if (clipboard->supportsSelection())
            QVERIFY(!clipboard->text(QClipboard::Selection).contains(u"geheim"_s));
    }
    QVERIFY2(clipboard->text().isEmpty(), "gone with the program");
}

QTEST_MAIN(TestTokenPieces)
#include "test_tokenpieces.moc"
