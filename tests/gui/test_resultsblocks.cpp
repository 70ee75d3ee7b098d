// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/resultsamples.h"
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/common/theme.h"
#include "ui/preview/contentview.h"
#include "ui/results/audioblock.h"
#include "ui/results/audioformat.h"
#include "ui/results/renderedpart.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace authscope;
using shots::child;

/// Content blocks of every kind, each as what it is and no more.
class TestResultsBlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void showsPlainText();
    void rendersMarkdownInertly();
    void foldsLongTexts();
    void showsTheBeginningOfAVeryLongText();
    void showsPictures();
    void saysWhenAPictureIsNone_data();
    void saysWhenAPictureIsNone();
    void knowsSoundByItsFirstBytes_data();
    void knowsSoundByItsFirstBytes();
    void neverPlaysOnItsOwn();
    void givesNoPlayerWhatIsNoSound();
    void asksBeforeALink();
    void offersOnlyTheWebToTheBrowser_data();
    void offersOnlyTheWebToTheBrowser();
    void showsEmbeddedResources();
    void showsUnknownBlocksAsTheyCame();
    void showsAnnotations();
    void makesAThousandBlocksByAndBy();
    void savesTheBytesThatCame();
    void staysInert();
};

namespace {

json::Object block(const char *type, const json::Object &members)
{
    json::Object out{ { "type", type } };
    for (const auto &member : members)
        out[member.key()] = member.value();
    return out;
}

mcp::ToolResult resultOf(const json::Array &content)
{
    return mcp::readToolResult(json::Value(json::Object{ { "content", content } })).value();
}

std::unique_ptr<ui::RenderedPart> shown(const json::Array &content)
{
    auto part = std::make_unique<ui::RenderedPart>();
    part->setResult(resultOf(content));
    shots::shoot(part.get(), {}, { 700, 600 });
    return part;
}

json::Object data(const QByteArray &bytes, const char *mimeType)
{
    return { { "data", json::string(bytes.toBase64()) }, { "mimeType", mimeType } };
}

} // namespace

void TestResultsBlocks::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestResultsBlocks::showsPlainText()
{
    const auto part = shown({ block("text", { { "text", "Created board: Sprint\n<b>not bold</b>" } }) });
    QCOMPARE(child<QPlainTextEdit>(part.get(), u"resultText"_s)->toPlainText(),
        u"Created board: Sprint\n<b>not bold</b>"_s);
    QVERIFY(!part->findChild<QWidget *>(u"resultMarkdown"_s));
    const auto empty = shown({ block("text", { { "text", "" } }) });
    QVERIFY(shots::hasText(empty.get(), u"an empty text"_s));
    QVERIFY(shots::hasText(shown({}).get(), u"neither content nor structured content"_s));
}

/// T165, T171.
void TestResultsBlocks::rendersMarkdownInertly()
{
    const auto part = shown({ block("text",
        { { "text",
            "# Plan\n\n![x](file:///etc/passwd) <script>1</script> [there](https://example.com/a?b)\n\n"
            "```js\nlet a = 1;\n```\n" } }) });
    auto *prose = child<QTextBrowser>(part.get(), u"markdownText"_s);
    QVERIFY(prose->toPlainText().contains(u"<script>1</script>"_s));
    QVERIFY(!prose->openLinks());
    QSignalSpy links(part.get(), &ui::RenderedPart::linkChosen);
    Q_EMIT prose->anchorClicked(QUrl(u"https://example.com/a?b"_s));
    QCOMPARE(links.size(), 1); // asked for, not opened
    QCOMPARE(links[0][0].toByteArray(), QByteArray("https://example.com/a?b"));
    child<QPushButton>(part.get(), u"copyCodeButton"_s)->click();
    QCOMPARE(QApplication::clipboard()->text().trimmed(), u"let a = 1;"_s);

    QVERIFY(!child<QPlainTextEdit>(part.get(), u"resultText"_s)->isVisible());
    child<QPushButton>(part.get(), u"plainTextButton"_s)->click();
    QVERIFY(!prose->isVisible());
    QVERIFY(child<QPlainTextEdit>(part.get(), u"resultText"_s)->toPlainText().startsWith(u"# Plan"_s));
    child<QPushButton>(part.get(), u"copyTextButton"_s)->click();
    QVERIFY(QApplication::clipboard()->text().startsWith(u"# Plan"_s));

    const auto said = shown({ block("text", { { "text", "only words" }, { "mimeType", "text/markdown" } }) });
    QVERIFY(said->findChild<QWidget *>(u"resultMarkdown"_s));
    const auto deep = shown({ block("text", { { "text", std::string(5000, '>') + "\n# x" } }) });
    QVERIFY(!deep->findChild<QWidget *>(u"resultMarkdown"_s));
    QVERIFY(shots::hasText(deep.get(), u"nested too deeply"_s));
}

void TestResultsBlocks::foldsLongTexts()
{
    const auto part
        = shown({ block("text", { { "text", QByteArray("line\n").repeated(100).toStdString() } }) });
    auto *text = child<QPlainTextEdit>(part.get(), u"resultText"_s);
    auto *more = child<QPushButton>(part.get(), u"moreTextButton"_s);
    QTRY_COMPARE(more->text(), u"Show all 101 lines"_s);
    const int folded = text->height();
    more->click();
    QVERIFY(text->height() > 3 * folded);
    QCOMPARE(more->text(), u"Show less"_s);
    more->click();
    QCOMPARE(text->height(), folded);
}

/// T168.
void TestResultsBlocks::showsTheBeginningOfAVeryLongText()
{
    const auto part = shown({ block("text", { { "text", std::string(10'000'000, 'x') } }) });
    auto *text = child<QPlainTextEdit>(part.get(), u"resultText"_s);
    QVERIFY(text->toPlainText().size() < 30'000);
    auto *more = child<QPushButton>(part.get(), u"moreTextButton"_s);
    QCOMPARE(more->text(), u"Show all 10000000 characters"_s);
    more->click();
    QTRY_VERIFY(child<QWidget>(part.get(), u"resultLongText"_s)->isVisible());
    QVERIFY(!text->isVisible());
    more->click();
    QVERIFY(text->isVisible());
}

void TestResultsBlocks::showsPictures()
{
    // Known by its bytes, whatever it is called.
    const auto part = shown({ block("image", data(sample::png(40, 30), "text/html")) });
    auto *picture = child<QLabel>(part.get(), u"resultImage"_s);
    QTRY_VERIFY(!picture->pixmap().isNull());
    QCOMPARE(picture->pixmap().size(), QSize(40, 30));
    QVERIFY(shots::hasText(part.get(), u"40 × 30 pixels"_s));
    const auto large = shown({ block("image", data(sample::png(2000, 900), "image/png")) });
    QTRY_VERIFY(!child<QLabel>(large.get(), u"resultImage"_s)->pixmap().isNull());
    QVERIFY(child<QLabel>(large.get(), u"resultImage"_s)->pixmap().width() <= 640);
}

void TestResultsBlocks::saysWhenAPictureIsNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    QTest::newRow("words") << QByteArray("no picture at all") << u"no PNG or JPEG"_s;
    QTest::newRow("SVG") << QByteArray("<svg onload='x()'/>") << u"no PNG or JPEG"_s;
    QTest::newRow("GIF") << QByteArray("GIF89a") << u"no PNG or JPEG"_s;
    QTest::newRow("nothing") << QByteArray() << u"no base64"_s;
    QTest::newRow("damaged") << QByteArray("\x89PNG\r\n\x1a\nnonsense", 16) << u"damaged"_s;
    QByteArray bomb = sample::png(4, 4);
    bomb.replace(16, 8, QByteArray::fromHex("0000ea600000ea60")); // 60,000 a side
    QTest::newRow("bomb") << bomb << u"larger than"_s;
}

/// T170 and pictures that are none.
void TestResultsBlocks::saysWhenAPictureIsNone()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    const auto part = shown({ block("image", data(bytes, "image/png")) });
    QTRY_VERIFY(shots::hasText(part.get(), words));
    QVERIFY(!child<QLabel>(part.get(), u"resultImage"_s)->isVisible());
    QVERIFY(shots::hasText(part.get(), u"image/png"_s));
    if (!bytes.isEmpty())
        QVERIFY(
            child<QPlainTextEdit>(part.get(), u"imageBytes"_s)->toPlainText().startsWith(u"00000000  "_s));
    QVERIFY(child<QPushButton>(part.get(), u"saveBlockButton"_s)->isEnabled());
}

void TestResultsBlocks::knowsSoundByItsFirstBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("format");
    QTest::newRow("wav") << QByteArray("RIFF\0\0\0\0WAVEfmt ", 16) << u"WAV"_s;
    QTest::newRow("other RIFF") << QByteArray("RIFF\0\0\0\0WEBPVP8 ", 16) << QString();
    QTest::newRow("mp3 with tags") << QByteArray("ID3\3") << u"MP3"_s;
    QTest::newRow("mp3") << QByteArray("\xff\xfb\x90") << u"MP3"_s;
    QTest::newRow("JPEG") << QByteArray("\xff\xd8\xff") << QString();
    QTest::newRow("ogg") << QByteArray("OggS") << u"Ogg"_s;
    QTest::newRow("flac") << QByteArray("fLaC") << u"FLAC"_s;
    QTest::newRow("mp4") << QByteArray("\0\0\0\x20"
                                       "ftypM4A ",
        12) << u"MP4"_s;
    QTest::newRow("words") << QByteArray("#!/bin/sh") << QString();
    QTest::newRow("playlist") << QByteArray("#EXTM3U\nhttp://127.0.0.1/") << QString();
    QTest::newRow("nothing") << QByteArray() << QString();
}

void TestResultsBlocks::knowsSoundByItsFirstBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, format);
    QCOMPARE(ui::audioFormat(bytes), format);
}

void TestResultsBlocks::neverPlaysOnItsOwn()
{
    const auto part = shown({ block("audio", data(sample::wav(100), "audio/wav")) });
    auto *audio = child<ui::AudioBlock>(part.get(), {});
    QVERIFY(shots::hasText(part.get(), u"WAV by its first bytes"_s));
    QVERIFY(shots::hasText(part.get(), u"1.6 kB"_s));
    shots::shoot(part.get(), u"result-sound"_s);
    QVERIFY(!audio->hasPlayer());
    auto *play = child<QPushButton>(part.get(), u"playAudioButton"_s);
    play->click();
    // Either there is something to hear it with, or that there is not is said.
    QTRY_VERIFY(audio->hasPlayer() || shots::hasText(part.get(), u"no audio output"_s)
        || shots::hasText(part.get(), u"cannot be played"_s));
    if (audio->hasPlayer())
        play->click();
    QTRY_VERIFY(!audio->hasPlayer());
    QCOMPARE(play->text(), u"Play"_s);
}

void TestResultsBlocks::givesNoPlayerWhatIsNoSound()
{
    const auto part = shown({ block("audio", data("#EXTM3U\nhttp://127.0.0.1:9/x", "audio/mpeg")) });
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(!part->findChild<QPushButton *>(u"playAudioButton"_s));
    QVERIFY(shots::hasText(part.get(), u"not given to a player"_s));
    QVERIFY(child<QPlainTextEdit>(part.get(), u"audioBytes"_s)->toPlainText().contains(u"#EXTM3U"_s));
    QVERIFY(child<QPushButton>(part.get(), u"saveBlockButton"_s)->isEnabled());
}

void TestResultsBlocks::asksBeforeALink()
{
    const auto part = shown({ block("resource_link",
        { { "uri", "https://example.com/x" }, { "name", "x" }, { "title", "A page" },
            { "description", "Words" } }) });
    QCOMPARE(child<QLabel>(part.get(), u"linkTitleLabel"_s)->text(), u"A page"_s);
    QCOMPARE(child<QLabel>(part.get(), u"linkUriLabel"_s)->text(), u"https://example.com/x"_s);
    QSignalSpy links(part.get(), &ui::RenderedPart::linkChosen);
    child<QPushButton>(part.get(), u"openLinkButton"_s)->click();
    QCOMPARE(links.size(), 1);
    child<QPushButton>(part.get(), u"copyLinkButton"_s)->click();
    QCOMPARE(QApplication::clipboard()->text(), u"https://example.com/x"_s);
}

void TestResultsBlocks::offersOnlyTheWebToTheBrowser_data()
{
    QTest::addColumn<QByteArray>("uri");
    for (const char *uri : { "javascript:alert(1)", "file:///etc/passwd", "boards://b1", "data:text/html,x",
             "https://user:pass@example.com/", "ftp://example.com/", "" })
        QTest::newRow(*uri ? uri : "nothing") << QByteArray(uri);
}

/// T190.
void TestResultsBlocks::offersOnlyTheWebToTheBrowser()
{
    QFETCH(QByteArray, uri);
    const auto part = shown({ block("resource_link", { { "uri", json::string(uri) }, { "name", "x" } }) });
    QVERIFY(!part->findChild<QPushButton *>(u"openLinkButton"_s));
    QVERIFY(part->findChild<QPushButton *>(u"copyLinkButton"_s));
    QVERIFY(shots::hasText(part.get(), u"Not for a browser"_s));
}

void TestResultsBlocks::showsEmbeddedResources()
{
    const auto part = shown({ block("resource",
                                  { { "resource",
                                      json::Object{ { "uri", "boards://b1" },
                                          { "mimeType", "application/json" }, { "text", "{\"a\":1}" } } } }),
        block("resource",
            { { "resource",
                json::Object{
                    { "uri", "x:y" }, { "blob", json::string(QByteArray("\1\2\3").toBase64()) } } } }) });
    const auto views = part->findChildren<ui::ContentView *>();
    QTRY_COMPARE(part->findChildren<ui::ContentView *>().size(), 2);
    QCOMPARE(views[0]->kind(), ui::PreviewKind::Json);
    QCOMPARE(part->findChildren<ui::ContentView *>()[1]->kind(), ui::PreviewKind::Binary);
}

void TestResultsBlocks::showsUnknownBlocksAsTheyCame()
{
    const auto part = shown({ block("hologram", { { "depth", 3 } }), 7, nullptr, json::Object() });
    QTRY_COMPARE(part->findChildren<QTreeView *>(u"unknownBlockTree"_s).size(), 4);
    QTRY_VERIFY(shots::hasText(part.get(), u"a block of type “hologram”"_s));
    QTRY_VERIFY(shots::hasText(part.get(), u"a block without a type"_s));
}

void TestResultsBlocks::showsAnnotations()
{
    const auto part = shown({ block("text",
        { { "text", "x" },
            { "annotations",
                json::Object{ { "audience", json::Array{ "user" } }, { "priority", 0.25 },
                    { "lastModified", "2026-01-15T09:31:00Z" } } } }) });
    QCOMPARE(child<QLabel>(part.get(), u"blockAnnotationLabel"_s)->text(),
        u"for the user · priority 0.25 · changed 2026-01-15T09:31:00Z"_s);
}

/// T168.
void TestResultsBlocks::makesAThousandBlocksByAndBy()
{
    json::Array content;
    for (int i = 0; i < 1000; ++i)
        content.push_back(block("text", { { "text", "block " + std::to_string(i) } }));
    const auto part = shown(content);
    QTRY_COMPARE(part->findChildren<ui::Block *>().size(), 50);
    auto *more = child<QPushButton>(part.get(), u"moreBlocksButton"_s);
    QTRY_VERIFY(more->isVisible());
    QCOMPARE(more->text(), u"Show 50 more of 1000 blocks"_s);
    more->click();
    QTRY_COMPARE(part->findChildren<ui::Block *>().size(), 100);
    part->clear(); // while more could come
}

void TestResultsBlocks::savesTheBytesThatCame()
{
    QTemporaryDir folder;
    const auto part = shown({ block("audio", data(sample::wav(50), "audio/wav")) });
    child<QPushButton>(part.get(), u"saveBlockButton"_s)->click();
    auto *dialog = child<QFileDialog>(part.get(), u"saveBlockDialog"_s);
    Q_EMIT dialog->fileSelected(folder.filePath(u"a.wav"_s));
    QTRY_VERIFY(shots::hasText(part.get(), u"✓ Saved"_s));
    QFile file(folder.filePath(u"a.wav"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), sample::wav(50));
    dialog->close();
}

/// T165, T166, T167.
void TestResultsBlocks::staysInert()
{
    const auto hostile = json::string(sample::hostile);
    const auto part = shown({ block("text", { { "text", hostile } }),
        block("resource_link",
            { { "uri", hostile }, { "name", hostile }, { "title", hostile }, { "description", hostile },
                { "mimeType", hostile } }),
        block("image", { { "data", "%%%" }, { "mimeType", hostile } }),
        block("audio", { { "mimeType", hostile } }),
        block("resource",
            { { "resource",
                json::Object{ { "uri", hostile }, { "text", hostile }, { "mimeType", hostile } } } }),
        json::Object{ { "type", hostile },
            { "annotations",
                json::Object{ { "audience", json::Array{ hostile } }, { "lastModified", hostile } } } } });
    QTRY_COMPARE(part->findChildren<ui::Block *>().size(), 6);
    shots::verifyInert(part.get());
    QCOMPARE(child<QPlainTextEdit>(part.get(), u"resultText"_s)->toPlainText(), sample::hostileShown);
}

QTEST_MAIN(TestResultsBlocks)
#include "test_resultsblocks.moc"
