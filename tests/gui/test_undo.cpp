// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/common/busyline.h"
#include "ui/common/emptystate.h"
#include "ui/connections/clientsdialog.h"
#include "ui/consent/undopanel.h"
#include "ui/consent/undowords.h"
#include "ui/tokens/tokentimeline.h"

#include <QAbstractItemView>
#include <QAction>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace authscope;
using session::Undo;
using shots::child;

/// What is asked about tokens, and how a sign-in is undone, in the views without the engine.
class TestUndo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void putsTheServersWordBesideOurs();
    void saysWhyAServerCannotBeAsked();
    void showsAQuestionUnderWay();
    void offersTheTokenAsCredentialOnlyWhenRefused();
    void keepsAnErrorInItsPlace();
    void dropsTheAnswerAboutAnotherToken();
    void tellsWhereATokenComesFrom();
    void saysWhyTheTokensAreGone();
    void offersThreeWaysOut();
    void showsEachLineAsItIsSeen();
    void claimsNothingThatWasNotSeen_data();
    void claimsNothingThatWasNotSeen();
    void saysBeforehandWhatHappens();
    void listsClients();
    void teachesWhereThereAreNone();
};

namespace {

QString at(const QAbstractItemView *table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

} // namespace

void TestUndo::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestUndo::putsTheServersWordBesideOurs()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    QVERIFY(child<QWidget>(&view, u"askPanel"_s)->isHidden());
    view.answers()->show(sample::introspection());
    shots::shoot(&view, u"tokens-asked"_s, { 1048, 900 });
    QVERIFY(shots::hasText(&view, u"something else about scope"_s));
    auto *table = child<QAbstractItemView>(&view, u"answerTable"_s);
    QCOMPARE(table->model()->rowCount(), 5);
    QCOMPARE(at(table, 1, 3), u"differs"_s);
    QCOMPARE(table->model()->index(1, 3).data(ui::MarkRole).toInt(), int(ui::Mark::Noted));
    QVERIFY(table->model()->index(1, 3).data(Qt::AccessibleTextRole).toString().contains(u"differs"_s));
    QCOMPARE(at(table, 2, 3), u"the same"_s);
    QCOMPARE(at(table, 3, 2), sample::hostileShown);
    QCOMPARE(at(table, 3, 3), u"only there"_s);
    QCOMPARE(at(table, 4, 3), u"only here"_s);
    shots::verifyInert(&view);
    QSignalSpy exchanges(&view, &ui::TokensView::exchangeRequested);
    child<QPushButton>(&view, u"answerExchangeButton"_s)->click();
    QCOMPARE(exchanges.size(), 1);
    QCOMPARE(exchanges.first().first().value<base::ExchangeId>(), base::ExchangeId(21));
    child<QPushButton>(&view, u"closeAnswerButton"_s)->click();
    QVERIFY(child<QWidget>(&view, u"askPanel"_s)->isHidden());
}

void TestUndo::saysWhyAServerCannotBeAsked()
{
    ui::TokensView view;
    ui::TokensData data = sample::tokens();
    view.setData(data, sample::now);
    auto *ask = child<QPushButton>(&view, u"introspectButton"_s);
    auto *who = child<QPushButton>(&view, u"userInfoButton"_s);
    auto *revoke = child<QPushButton>(&view, u"revokeButton"_s);
    QVERIFY(ask->isEnabled() && who->isEnabled() && revoke->isEnabled());
    child<QPushButton>(&view, u"idTokenCard"_s)->click();
    QVERIFY(!ask->isEnabled());
    QVERIFY(ask->toolTip().contains(u"an ID token is judged here"_s));
    QSignalSpy asked(&view, &ui::TokensView::introspectionRequested);
    child<QPushButton>(&view, u"refreshTokenCard"_s)->click();
    ask->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.first().first().value<oauth::TokenKind>(), oauth::TokenKind::Refresh);

    data.whyNoIntrospection = u"no introspection"_s;
    data.whyNoUserInfo = u"no userinfo"_s;
    data.whyNoRevocation = u"no revocation"_s;
    view.setData(data, sample::now);
    for (const auto &[button, reason] : { std::pair(ask, u"no introspection"_s), { who, u"no userinfo"_s },
             { revoke, u"no revocation"_s } }) {
        QVERIFY(!button->isEnabled());
        QVERIFY2(button->toolTip().contains(reason), qPrintable(button->toolTip()));
        QCOMPARE(button->accessibleDescription(), reason);
    }
}

void TestUndo::showsAQuestionUnderWay()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    view.answers()->begin(u"asking the provider about the token"_s, sample::now);
    view.setData(sample::tokens(), sample::now);
    view.tick(sample::now + 3s);
    shots::shoot(&view, u"tokens-asking"_s);
    QVERIFY(shots::hasText(&view, u"asking the provider about the token … 3.0 s"_s));
    QVERIFY2(!child<QPushButton>(&view, u"introspectButton"_s)->isEnabled(), "one question at a time");
    QSignalSpy stopped(view.answers(), &ui::AskPanel::stopRequested);
    child<QPushButton>(&view, u"askBusyStopButton"_s)->click();
    QCOMPARE(stopped.size(), 1);
    view.answers()->stopped();
    QVERIFY(child<QWidget>(&view, u"askPanel"_s)->isHidden());
}

void TestUndo::offersTheTokenAsCredentialOnlyWhenRefused()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    const base::Error refused{ .kind = base::ErrorKind::Refused, .message = u"It was answered with 401."_s };
    auto *again = child<QPushButton>(&view, u"askWithTokenButton"_s);
    view.answers()->begin(u"asking"_s, sample::now);
    view.answers()->fail(refused);
    QVERIFY(again->isHidden());
    view.answers()->begin(u"asking"_s, sample::now);
    view.answers()->fail(refused, true);
    QVERIFY(!again->isHidden());
    QSignalSpy asked(view.answers(), &ui::AskPanel::askWithTokenRequested);
    again->click();
    QCOMPARE(asked.size(), 1);
    view.answers()->begin(u"asking"_s, sample::now);
    QVERIFY(again->isHidden());
}

void TestUndo::keepsAnErrorInItsPlace()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    view.answers()->show(sample::introspection());
    view.answers()->fail(sample::wrongIssuer());
    shots::shoot(&view, u"tokens-ask-failed"_s);
    QVERIFY(shots::hasText(&view, u"request-id-test-11"_s));
    QVERIFY2(!child<QWidget>(&view, u"answerBanner"_s)->isVisible(), "no old answer beside the error");
}

void TestUndo::dropsTheAnswerAboutAnotherToken()
{
    ui::TokensView view;
    ui::TokensData data = sample::tokens();
    view.setData(data, sample::now);
    view.answers()->show(sample::introspection());
    view.setData(data, sample::now);
    QVERIFY2(!child<QWidget>(&view, u"askPanel"_s)->isHidden(), "the same token still");
    data.generations.prepend({ .number = 4, .at = sample::now, .how = "refresh", .parent = 3 });
    view.setData(data, sample::now);
    QVERIFY(child<QWidget>(&view, u"askPanel"_s)->isHidden());
}

void TestUndo::tellsWhereATokenComesFrom()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    shots::shoot(&view, {});
    auto *table = child<QAbstractItemView>(&view, u"generationsTable"_s);
    QCOMPARE(table->model()->rowCount(), 3);
    QVERIFY(at(table, 0, 2).contains(u"boards.write”"_s));
    QVERIFY(at(table, 0, 2).contains(u"refresh of no. 2"_s));
    QCOMPARE(table->model()->index(0, 2).data(ui::MarkRole).toInt(), int(ui::Mark::Noted));
    QVERIFY(!table->model()->index(1, 2).data(ui::MarkRole).isValid());
    QCOMPARE(at(table, 1, 2), u"refresh of no. 1 · exp +1 h, jti changed"_s);
    const QString marks = child<QWidget>(&view, u"tokenTimeline"_s)->accessibleDescription();
    QVERIFY2(marks.contains(u"no. 3: The provider took scopes away"_s), qPrintable(marks));
    QCOMPARE(ui::generationStory({ .number = 2, .how = "refresh", .parent = 1, .gainedScopes = { "x" } }),
        u"refresh of no. 1 · gained x"_s);
}

void TestUndo::saysWhyTheTokensAreGone()
{
    ui::TokensView view;
    view.setData({ .ended = u"The provider says this refresh token was already used."_s }, sample::now);
    shots::shoot(&view, u"tokens-gone"_s);
    QVERIFY(shots::hasText(&view, u"The tokens are gone"_s));
    QVERIFY(shots::hasText(&view, u"already used"_s));
    view.setData({}, sample::now);
    QVERIFY(shots::hasText(&view, u"No tokens yet"_s));
}

void TestUndo::offersThreeWaysOut()
{
    ui::ConsentView view;
    ui::ConsentData data = sample::consent();
    view.setData(data);
    QSignalSpy logout(&view, &ui::ConsentView::logoutRequested);
    auto *button = child<QPushButton>(&view, u"consentLogoutButton"_s);
    button->click();
    QCOMPARE(logout.size(), 1);
    data.whyNoLogout = u"offers no sign-out"_s;
    view.setData(data);
    QVERIFY(!button->isEnabled());
    QVERIFY(button->toolTip().contains(u"offers no sign-out"_s));

    ui::ConnectionHeader header;
    ui::HeaderData given = sample::header();
    header.show(given, sample::now);
    auto *action = child<QAction>(&header, u"logoutAction"_s);
    QVERIFY(action->isEnabled());
    given.whyNoLogout = u"offers no sign-out"_s;
    header.show(given, sample::now);
    QVERIFY(!action->isEnabled());
    QVERIFY(action->toolTip().contains(u"offers no sign-out"_s));
}

void TestUndo::showsEachLineAsItIsSeen()
{
    ui::ConsentView view;
    view.setData({});
    view.undo()->begin(ui::undoName(Undo::Disconnect), sample::now);
    view.setData({});
    view.undo()->addLine(u"Nothing of the sign-in is kept here."_s);
    view.undo()->addLine(sample::hostile);
    view.undo()->setTries(3);
    view.undo()->tick(sample::now + 4s);
    shots::shoot(&view, u"undo-waiting"_s);
    QVERIFY2(!child<QWidget>(&view, u"consentEmpty"_s)->isVisible(), "there is something to say");
    QVERIFY(shots::hasText(&view, u"asked 3 times … 4.0 s"_s));
    QVERIFY(shots::hasText(&view, sample::hostileShown));
    shots::verifyInert(&view);
    QSignalSpy stopped(view.undo(), &ui::UndoPanel::stopRequested);
    child<QPushButton>(&view, u"undoBusyStopButton"_s)->click();
    QCOMPARE(stopped.size(), 1);

    view.undo()->finish(u"Disconnected."_s, ui::Tone::Good, 31);
    shots::shoot(&view, u"undo-done"_s);
    QVERIFY(!view.undo()->isBusy());
    QVERIFY2(shots::hasText(&view, u"Nothing of the sign-in is kept here."_s), "the lines stay");
    QSignalSpy exchanges(view.undo(), &ui::UndoPanel::exchangeRequested);
    child<QPushButton>(&view, u"undoExchangeButton"_s)->click();
    QCOMPARE(exchanges.size(), 1);
    child<QPushButton>(&view, u"closeUndoButton"_s)->click();
    QVERIFY(view.undo()->isHidden());
    QVERIFY(child<QWidget>(&view, u"consentEmpty"_s)->isVisible());
}

void TestUndo::claimsNothingThatWasNotSeen_data()
{
    using Seen = oauth::DeathProof::Seen;
    QTest::addColumn<Undo>("how");
    QTest::addColumn<session::SignOutReport>("report");
    QTest::addColumn<QString>("says");
    QTest::addColumn<int>("tone");
    const auto revoked = [](Seen seen, bool browser = false) {
        return session::SignOutReport{
            .revokedAtProvider = true, .proof = oauth::DeathProof{ .seen = seen }, .browserOpened = browser
        };
    };
    QTest::newRow("forgotten") << Undo::Forget << session::SignOutReport() << u"told nothing"_s
                               << int(ui::Tone::Good);
    QTest::newRow("dead") << Undo::Disconnect << revoked(Seen::Dead) << u"seen dead"_s << int(ui::Tone::Good);
    QTest::newRow("alive") << Undo::Disconnect << revoked(Seen::Alive) << u"still alive"_s
                           << int(ui::Tone::Bad);
    QTest::newRow("unseen") << Undo::Disconnect << revoked(Seen::Unknown) << u"was not seen"_s
                            << int(ui::Tone::Caution);
    QTest::newRow("not revoked") << Undo::Disconnect << session::SignOutReport() << u"did not revoke"_s
                                 << int(ui::Tone::Caution);
    QTest::newRow("in the browser") << Undo::AtProvider << revoked(Seen::Dead, true)
                                    << u"Look in the browser"_s << int(ui::Tone::Good);
    QTest::newRow("no browser") << Undo::AtProvider << revoked(Seen::Dead) << u"not opened"_s
                                << int(ui::Tone::Caution);
    QTest::newRow("no browser and alive")
        << Undo::AtProvider << revoked(Seen::Alive) << u"still alive"_s << int(ui::Tone::Bad);
}

void TestUndo::claimsNothingThatWasNotSeen()
{
    QFETCH(Undo, how);
    QFETCH(session::SignOutReport, report);
    QFETCH(QString, says);
    QFETCH(int, tone);
    const auto [sentence, given] = ui::undoOutcome(how, report);
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
    QCOMPARE(int(given), tone);
}

void TestUndo::saysBeforehandWhatHappens()
{
    const ui::Question forget = ui::undoQuestion(Undo::Forget, u"login.example"_s, true);
    QVERIFY(forget.words.contains(u"told nothing"_s));
    QCOMPARE(forget.yes, u"Forget here"_s);
    const ui::Question disconnect = ui::undoQuestion(Undo::Disconnect, u"login.example"_s, true);
    QVERIFY(disconnect.words.contains(u"login.example revokes them"_s));
    QVERIFY(!disconnect.words.contains(u"browser"_s));
    const ui::Question noWay = ui::undoQuestion(Undo::Disconnect, u"login.example"_s, false);
    QVERIFY(noWay.words.contains(u"no way to revoke"_s));
    const ui::Question logout = ui::undoQuestion(Undo::AtProvider, sample::hostile, true);
    QVERIFY(logout.words.contains(u"browser opens"_s));
    QVERIFY(!logout.words.contains(QChar(0x202E)));
}

void TestUndo::listsClients()
{
    ui::ClientsDialog dialog(nullptr);
    dialog.setClients(sample::clients());
    shots::shoot(&dialog, u"clients"_s, dialog.size());
    auto *table = child<QAbstractItemView>(&dialog, u"clientsTable"_s);
    QCOMPARE(table->model()->rowCount(), 2);
    QCOMPARE(at(table, 0, 1), u"client-test-00b1"_s);
    QVERIFY(shots::hasText(&dialog, u"Signed in with it: Boards demo"_s));
    QCOMPARE(at(table, 1, 3), u"http://127.0.0.1/callback, http://[::1]/callback"_s);
    QCOMPARE(at(table, 0, 4), u"no way given"_s);
    QCOMPARE(at(table, 1, 4), u"can be deleted"_s);
    auto *read = child<QPushButton>(&dialog, u"readClientButton"_s);
    auto *remove = child<QPushButton>(&dialog, u"deleteClientButton"_s);
    QVERIFY(!read->isEnabled());
    QVERIFY(read->toolTip().contains(u"RFC 7592"_s));
    QCOMPARE(remove->text(), u"Forget here…"_s);
    QVERIFY(remove->isEnabled());
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QVERIFY(read->isEnabled());
    QCOMPARE(remove->text(), u"Delete at the provider…"_s);
    auto *tree = child<QAbstractItemView>(&dialog, u"clientDocumentTree"_s);
    QCOMPARE(tree->model()->rowCount(), 2);
    shots::verifyInert(&dialog);

    QSignalSpy reads(&dialog, &ui::ClientsDialog::readRequested);
    read->click();
    QCOMPARE(reads.size(), 1);
    QCOMPARE(reads.first().at(1).toByteArray(), sample::clients().last().clientId);
    dialog.busy()->begin(u"asking the provider"_s, sample::now);
    dialog.showButtons();
    QVERIFY(!read->isEnabled() && !remove->isEnabled());
    dialog.busy()->end();
    dialog.setClients(sample::clients());
    QVERIFY2(dialog.chosen() && dialog.chosen()->isManageable, "the same one stays chosen");
    dialog.setDocument(json::Object{ { "client_id", "f3b0" } }, sample::now);
    QVERIFY(shots::hasText(&dialog, u"AS THE PROVIDER HAS IT ON FILE"_s));
    QCOMPARE(tree->model()->rowCount(), 1);
    dialog.setOutcome(u"The client is gone here. The server may still list it."_s, ui::Tone::Caution);
    shots::shoot(&dialog, u"clients-gone"_s, dialog.size());
    QVERIFY(shots::hasText(&dialog, u"may still list"_s));
}

void TestUndo::teachesWhereThereAreNone()
{
    ui::ClientsDialog dialog(nullptr);
    shots::shoot(&dialog, u"clients-none"_s, dialog.size());
    QVERIFY(shots::hasText(&dialog, u"No client is registered"_s));
    QVERIFY(!child<QPushButton>(&dialog, u"deleteClientButton"_s)->isVisible());
}

Q_DECLARE_METATYPE(authscope::session::SignOutReport)
Q_DECLARE_METATYPE(authscope::session::Undo)

QTEST_MAIN(TestUndo)
#include "test_undo.moc"
