// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/preview/findbar.h"
#include "ui/preview/markdown.h"
#include "ui/preview/textbrowser.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using ui::TextLines;

namespace {

/// Every row put together again is the text, and each row knows its own bytes.
void verifyWhole(const QByteArray &text, int columns)
{
    const TextLines lines = TextLines::read(text, columns);
    QByteArray again;
    qsizetype line = 0;
    for (qsizetype number = 0; number < lines.rows(); ++number) {
        const ui::TextRow row = lines.row(text, number);
        if (number > 0 && row.isFirst) {
            again += '\n';
            ++line;
        }
        QCOMPARE(row.line, line);
        QVERIFY(row.end - row.begin <= std::max(columns, 8) + 24);
        again += text.sliced(row.begin, row.end - row.begin);
        if (row.end > row.begin) {
            QCOMPARE(lines.rowAt(text, row.begin), number);
            QCOMPARE(lines.rowAt(text, row.end - 1), number);
        }
    }
    QCOMPARE(lines.lines(), line + 1);
    if (text.endsWith('\n'))
        again += '\n';
    QCOMPARE(again, text);
}

} // namespace

/// Texts of any size and kind, of which only what is on the screen is laid out.
class TestResultsText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsEveryByteInARow_data();
    void keepsEveryByteInARow();
    void breaksBehindABlankAndNeverWithinACharacter();
    void showsWhatIsNoTextVisibly_data();
    void showsWhatIsNoTextVisibly();
    void drawsOnlyWhatIsOnTheScreen();
    void bearsOneLineOfTenMegabytes();
    void indexesAHundredThousandLinesElsewhere();
    void selectsAndCopiesWhatCame();
    void refusesToCopyTooMuch();
    void findsAndMarksPlaces();
    void forgetsAnIndexNobodyWaitsFor();
    void knowsMarkdown_data();
    void knowsMarkdown();
    void takesCodeOutOfMarkdown();
    void refusesMarkdownThatWouldNotEnd();
};

void TestResultsText::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestResultsText::keepsEveryByteInARow_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a line") << QByteArray("hello");
    QTest::newRow("lines") << QByteArray("a\n\nbcd\nefg");
    QTest::newRow("a break at the end") << QByteArray("a\nb\n");
    QTest::newRow("breaks only") << QByteArray(5000, '\n');
    QTest::newRow("one long line") << QByteArray(300'000, 'x');
    QTest::newRow("one long line with a break") << QByteArray(300'000, 'x') + '\n';
    QTest::newRow("words") << QByteArray("a few words and then ").repeated(400);
    QTest::newRow("letters of two bytes") << QByteArray("\xc3\xa9").repeated(3000);
    QTest::newRow("letters of four bytes") << QByteArray("\xf0\x9f\x98\x80").repeated(3000);
    QTest::newRow("no UTF-8") << QByteArray("\x80\xff\xc0").repeated(3000);
    QTest::newRow("long between short") << QByteArray("short\n").repeated(3000) + QByteArray(200'000, 'y')
            + '\n' + QByteArray("short\n").repeated(300) + QByteArray(70'000, 'z') + "\nend";
}

void TestResultsText::keepsEveryByteInARow()
{
    QFETCH(QByteArray, text);
    for (const int columns : { 20, 80, 333 })
        verifyWhole(text, columns);
}

void TestResultsText::breaksBehindABlankAndNeverWithinACharacter()
{
    const QByteArray words = QByteArray("twelve chars ").repeated(20);
    const TextLines lines = TextLines::read(words, 30);
    for (qsizetype row = 0; row + 1 < lines.rows(); ++row)
        QCOMPARE(words[lines.row(words, row).end - 1], ' ');
    const QByteArray letters = QByteArray("\xe2\x82\xac").repeated(200);
    const TextLines euros = TextLines::read(letters, 20);
    for (qsizetype row = 0; row < euros.rows(); ++row) {
        const ui::TextRow at = euros.row(letters, row);
        QVERIFY(!ui::shownText(letters, at.begin, at.end).text.contains(u'⟨'));
    }
}

void TestResultsText::showsWhatIsNoTextVisibly_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << QByteArray("a<b>&amp;") << u"a<b>&amp;"_s;
    QTest::newRow("no UTF-8") << QByteArray("a\xff\x80"
                                            "b")
                              << u"a⟨ff⟩⟨80⟩b"_s;
    QTest::newRow("cut") << QByteArray("a\xe2\x82") << u"a⟨e2⟩⟨82⟩"_s;
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << u"⟨c0⟩⟨af⟩"_s;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << u"⟨ed⟩⟨a0⟩⟨80⟩"_s;
    QTest::newRow("bidirectional") << QByteArray("Bob \xe2\x80\xaelive") << u"Bob ⟨U+202E⟩live"_s;
    QTest::newRow("tag characters") << QByteArray("x\xf3\xa0\x81\xa1") << u"x⟨U+E0061⟩"_s;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbfx") << u"⟨U+FEFF⟩x"_s;
    QTest::newRow("escape") << QByteArray("\x1b[31m") << u"⟨U+001B⟩[31m"_s;
    QTest::newRow("tab") << QByteArray("a\tb") << u"a   b"_s;
    QTest::newRow("break of two characters") << QByteArray("a\r") << u"a"_s;
    QTest::newRow("return within") << QByteArray("a\rb") << u"a⟨U+000D⟩b"_s;
}

/// T166.
void TestResultsText::showsWhatIsNoTextVisibly()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, shown);
    const ui::ShownText text = ui::shownText(bytes, 0, bytes.size());
    QCOMPARE(text.text, shown);
    QCOMPARE(qsizetype(text.from.size()), text.text.size() + 1);
    QVERIFY(std::is_sorted(text.from.begin(), text.from.end()));
}

void TestResultsText::drawsOnlyWhatIsOnTheScreen()
{
    ui::TextView view(u"text"_s, u"A text"_s);
    QByteArray text;
    for (int i = 0; i < 500; ++i)
        text += "line " + QByteArray::number(i) + '\n';
    view.setBytes(text);
    shots::shoot(&view, {}, { 400, 300 });
    QCOMPARE(view.lines(), 500);
    QVERIFY(view.visibleText().startsWith(u"line 0\n"_s));
    QVERIFY(view.visibleText().count(u'\n') < 40);
    QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
    QVERIFY(view.visibleText().contains(u"line 499"_s));
    QVERIFY(!view.visibleText().contains(u"line 1\n"_s));
    view.clear();
    QVERIFY(view.visibleText().isEmpty());
}

/// T168.
void TestResultsText::bearsOneLineOfTenMegabytes()
{
    ui::TextView view(u"text"_s, u"A text"_s);
    QByteArray text(10'000'000, 'x');
    text.replace(9'999'990, 10, "the-end-42");
    view.setBytes(text);
    shots::shoot(&view, {}, { 600, 300 });
    QTRY_VERIFY(view.rows() > 100'000);
    QCOMPARE(view.lines(), 1);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum());
    QVERIFY(view.visibleText().endsWith(u"the-end-42"_s));
    view.grab();
    view.resize(300, 300); // another width, other rows
    QTRY_VERIFY(!view.isIndexing());
    view.grab();
}

void TestResultsText::indexesAHundredThousandLinesElsewhere()
{
    ui::TextView view(u"text"_s, u"A text"_s);
    view.setBytes(QByteArray("0123456789\n").repeated(200'000));
    shots::shoot(&view, {}, { 400, 300 });
    QVERIFY2(view.visibleText().startsWith(u"0123456789\n"_s), "its beginning is there at once");
    QTRY_COMPARE(view.lines(), 200'000);
    QCOMPARE(view.rows(), 200'000);
}

void TestResultsText::selectsAndCopiesWhatCame()
{
    ui::TextView view(u"text"_s, u"A text"_s);
    view.setBytes("one\xe2\x80\xae two\nthree");
    shots::shoot(&view, {}, { 400, 200 });
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QTest::keySequence(&view, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QString::fromUtf8("one\xe2\x80\xae two\nthree"));
    QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view.selectedText(), QString::fromUtf8("one\xe2\x80\xae"));
    QTest::keyClick(&view, Qt::Key_Down);
    QVERIFY(view.selectedText().isEmpty());
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, QPoint(60, 8));
    QVERIFY(!view.selectedText().isEmpty());
    QVERIFY(!view.selectedText().contains(u' '));
}

void TestResultsText::refusesToCopyTooMuch()
{
    ui::TextBrowser browser(u"text"_s, u"A text"_s);
    browser.setBytes(QByteArray(ui::TextView::copiedBytes + 1, 'x'));
    QApplication::clipboard()->setText(u"before"_s);
    browser.view()->selectAll();
    browser.view()->copy();
    QCOMPARE(QApplication::clipboard()->text(), u"before"_s);
    QVERIFY(shots::child<QLabel>(&browser, u"textNoteLabel"_s)->text().startsWith(u"Not copied"_s));
}

void TestResultsText::findsAndMarksPlaces()
{
    ui::TextBrowser browser(u"text"_s, u"A text"_s);
    QByteArray text = QByteArray("nothing here\n").repeated(50'000);
    text.replace(262'140, 6, "Needle"); // across what is looked at at once
    text += "needle";
    browser.setBytes(text);
    shots::shoot(&browser, {}, { 500, 300 });
    shots::verifyInert(&browser);
    browser.findBar()->setText(u"needle"_s);
    auto *label = shots::child<QLabel>(&browser, u"textFindLabel"_s);
    QTRY_COMPARE(label->text(), u"1 of 2"_s);
    QCOMPARE(browser.view()->selectedText(), u"Needle"_s);
    QTRY_VERIFY(!browser.view()->isIndexing());
    QTest::keyClick(&browser, Qt::Key_F3);
    QTRY_COMPARE(label->text(), u"2 of 2"_s);
    QVERIFY(browser.view()->visibleText().contains(u"needle"_s));
    browser.findBar()->setText(u"not in it"_s);
    QTRY_COMPARE(label->text(), u"not found"_s);
}

void TestResultsText::forgetsAnIndexNobodyWaitsFor()
{
    auto view = std::make_unique<ui::TextView>(u"text"_s, u"A text"_s);
    view->setBytes(QByteArray("0123456789\n").repeated(400'000));
    view->setBytes("short");
    QCOMPARE(view->lines(), 1);
    QTest::qWait(50);
    QCOMPARE(view->lines(), 1);
    view->setBytes(QByteArray("0123456789\n").repeated(400'000));
    view.reset(); // in the middle of it
}

void TestResultsText::knowsMarkdown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("is");
    QTest::newRow("a sentence") << u"Created board: Sprint - Board"_s << false;
    QTest::newRow("JSON") << u"{\"a\": [1, 2]}"_s << false;
    QTest::newRow("one dash") << u"- only one"_s << false;
    QTest::newRow("heading") << u"text\n## Plan\n"_s << true;
    QTest::newRow("bullets") << u"- a\n- b"_s << true;
    QTest::newRow("numbers") << u"1. a\n2. b"_s << true;
    QTest::newRow("fence") << u"so:\n```js\nx\n```"_s << true;
    QTest::newRow("table") << u"|a|b|\n|---|---|\n|1|2|"_s << true;
    QTest::newRow("link") << u"see [here](https://example.com/)"_s << true;
    QTest::newRow("bold") << u"this is **bold** text"_s << true;
}

void TestResultsText::knowsMarkdown()
{
    QFETCH(QString, text);
    QFETCH(bool, is);
    QCOMPARE(ui::looksLikeMarkdown(text), is);
}

void TestResultsText::takesCodeOutOfMarkdown()
{
    using Piece = ui::MarkdownPiece;
    QCOMPARE(ui::markdownPieces(u"before\n```cpp x\nint a;\n~~~\n```\nafter"_s),
        (QList<Piece>{ { u"before\n"_s }, { u"int a;\n~~~\n"_s, true, u"cpp"_s }, { u"after\n"_s } }));
    QCOMPARE(
        ui::markdownPieces(u"~~~\nopen to the end"_s), (QList<Piece>{ { u"open to the end\n"_s, true } }));
    QVERIFY(ui::markdownPieces(u"```\na\n```\n"_s.repeated(500)).size() <= 40);
}

void TestResultsText::refusesMarkdownThatWouldNotEnd()
{
    QVERIFY(ui::whyNotRendered(u"# Plan\n\n- a\n  - b\n\n---\n> q\n\n|a|b|\n|-|-|\n|1|2|"_s).isEmpty());
    QVERIFY(!ui::whyNotRendered(QString(5000, u'>')).isEmpty());
    QVERIFY(!ui::whyNotRendered(u"- "_s.repeated(5000) + u"x"_s).isEmpty());
    QVERIFY(!ui::whyNotRendered(u"|"_s.repeated(5000)).isEmpty());
    QVERIFY(!ui::whyNotRendered(QString(100'000, u'x')).isEmpty());
    QVERIFY(ui::whyNotRendered(QString(200, u'-')).isEmpty());
}

QTEST_MAIN(TestResultsText)
#include "test_resultstext.moc"
