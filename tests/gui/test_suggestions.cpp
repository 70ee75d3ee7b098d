// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/common/completingedit.h"
#include "ui/common/text.h"
#include "ui/common/variableform.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

/// A question to a server that answers when the test says so.
class Question : public mcp::Complete {
public:
    using mcp::Complete::Complete;
    void answer(const QStringList &values) { finishWith(mcp::Completion{ .values = values }); }
    void fail() { finishWith(sample::wrongIssuer()); }

protected:
    void run() override { }
};

struct Asked {
    QByteArray variable;
    QString typed;
    json::Object earlier;
    QPointer<Question> question;
};

} // namespace

/// What a server suggests while one types.
class TestSuggestions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void suggestsWhenTypingRests();
    void typingWithdrawsTheQuestion();
    void saysWhyThereAreNoSuggestions();
};

void TestSuggestions::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestSuggestions::suggestsWhenTypingRests()
{
    ui::VariableForm form;
    form.setVariables({ { .name = "year" }, { .name = "day", .isRequired = true } });
    QList<Asked> asked;
    form.setAsker(
        [&](const QByteArray &variable, const QString &typed, const json::Object &earlier, QObject *parent) {
            asked += { variable, typed, earlier, new Question(parent) };
            return asked.last().question.data();
        });
    form.show();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    auto *year = shots::child<ui::CompletingEdit>(&form, u"variable_year"_s);
    auto *day = shots::child<ui::CompletingEdit>(&form, u"variable_day"_s);
    year->setFocus();
    QTest::keyClicks(year, u"2026"_s);
    QCOMPARE(asked.size(), 0); // four keys, no question yet
    QTRY_COMPARE(asked.size(), 1);
    QCOMPARE(asked.first().typed, u"2026"_s);
    QVERIFY(asked.first().earlier.empty());
    asked.first().question->answer({ u"2026"_s });
    QTRY_COMPARE(shots::child<QLabel>(&form, u"variableHint_year"_s)->text(), u"1 suggestion"_s);
    QVERIFY2(!year->popup()->popup()->isVisible(), "what is typed already needs no list");

    day->setFocus();
    QTest::keyClicks(day, u"m"_s);
    QTRY_COMPARE(asked.size(), 2);
    QCOMPARE(json::compact(asked.last().earlier), QByteArray("{\"year\":\"2026\"}"));
    asked.last().question->answer({ u"monday"_s, sample::hostile });
    QTRY_VERIFY(day->popup()->popup()->isVisible());
    const auto *model = day->popup()->popup()->model();
    QCOMPARE(model->index(1, 0).data().toString(), base::cleaned(sample::hostile));
    QTest::keyClick(day->popup()->popup(), Qt::Key_Down);
    QTest::keyClick(day->popup()->popup(), Qt::Key_Return);
    QCOMPARE(day->text(), u"monday"_s);
    QVERIFY(form.problems().isEmpty());
    QVERIFY(!day->popup()->popup()->isVisible());
}

void TestSuggestions::typingWithdrawsTheQuestion()
{
    ui::CompletingEdit edit;
    QList<QPointer<Question>> asked;
    edit.setAsker([&](const QString &, QObject *parent) {
        asked += new Question(parent);
        return asked.last().data();
    });
    edit.show();
    QVERIFY(QTest::qWaitForWindowActive(&edit));
    QTest::keyClicks(&edit, u"a"_s);
    QTRY_COMPARE(asked.size(), 1);
    QVERIFY(asked.first()->isRunning());
    QTest::keyClicks(&edit, u"b"_s); // the server is slow; typing is not
    QCOMPARE(edit.text(), u"ab"_s);
    QTRY_VERIFY2(!asked.first(), "the first question was cancelled and is gone");
    QTRY_COMPARE(asked.size(), 2);
    asked.last()->answer({ u"abc"_s });
    QTRY_VERIFY(edit.popup()->popup()->isVisible());
    edit.popup()->popup()->hide();
    QTest::keyClick(&edit, Qt::Key_Down); // known already: not asked again
    QTRY_VERIFY(edit.popup()->popup()->isVisible());
    QCOMPARE(asked.size(), 2);
    edit.popup()->popup()->hide();
    QTest::keyClicks(&edit, u"x"_s);
    QTRY_COMPARE(asked.size(), 3);
} // and the edit goes while a question runs

void TestSuggestions::saysWhyThereAreNoSuggestions()
{
    ui::VariableForm form;
    form.setVariables({ { .name = "year" } });
    QPointer<Question> question;
    form.setAsker([&](const QByteArray &, const QString &, const json::Object &, QObject *parent) {
        question = new Question(parent);
        return question.data();
    });
    form.show();
    QTest::keyClicks(shots::child<QLineEdit>(&form, u"variable_year"_s), u"2"_s);
    QTRY_VERIFY(question);
    question->fail();
    QTRY_VERIFY(
        shots::child<QLabel>(&form, u"variableHint_year"_s)->text().startsWith(u"no suggestions: "_s));
    QCOMPARE(json::compact(form.values()), QByteArray("{\"year\":\"2\"}"));
    question.clear();
    QTest::keyClicks(shots::child<QLineEdit>(&form, u"variable_year"_s), u"0"_s);
    QTRY_VERIFY(question);
} // the whole form goes while a question runs

QTEST_MAIN(TestSuggestions)
#include "test_suggestions.moc"
