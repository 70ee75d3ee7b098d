// SPDX-License-Identifier: GPL-3.0-or-later
// A large result, from its bytes to the screen: how long until something of it is seen, until all of it can
// be used, how long the window does not answer meanwhile, and how much memory it takes at most.
//   authscope_bench_results                 5, 50 and 100 MB, each in processes of their own
//   authscope_bench_results --size MB       one, and prints its numbers as JSON
#include "gui/resultsamples.h"
#include "ui/common/theme.h"
#include "ui/jsonview/jsonbrowser.h"
#include "ui/preview/findbar.h"
#include "ui/preview/textview.h"
#include "ui/results/resultview.h"
#include "ui/results/tablepart.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QFile>
#include <QFutureWatcher>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTimer>
#include <QtConcurrent>

#include <cstdio>
#include <malloc.h>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

constexpr int rounds = 3;
constexpr int patience = 120'000; // milliseconds

/// What the longest stretch without the event loop was.
class Frames {
public:
    Frames()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(1);
        m_clock.start();
    }
    void begin()
    {
        m_longest = 0;
        m_clock.start();
    }
    double longest()
    {
        look();
        return double(m_longest) / 1e6;
    }

private:
    void look()
    {
        m_longest = std::max(m_longest, m_clock.nsecsElapsed());
        m_clock.start();
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
};

/// VmHWM, in bytes: the most the process ever had.
double peakMemory()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.simplified().split(' ').value(1).toDouble() * 1024;
    }
    return 0;
}

template <class Done>
bool waitFor(const Done &done)
{
    QElapsedTimer clock;
    clock.start();
    while (!done() && clock.elapsed() < patience)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return done();
}

QByteArray resultOf(int megabytes)
{
    // A board is some 110 bytes.
    const json::Value structured = sample::manyBoards(megabytes * 1'000'000 / 112);
    return json::compact(json::Object{
        { "content", json::Array{ json::Object{ { "type", "text" }, { "text", "Many boards" } } } },
        { "structuredContent", structured } });
}

QJsonObject measure(int megabytes)
{
    QByteArray bytes = resultOf(megabytes);
    const double size = double(bytes.size());
    malloc_trim(0);
    // What making it took is not what showing it takes: Linux forgets the peak so far.
    if (QFile clears(u"/proc/self/clear_refs"_s); clears.open(QIODevice::WriteOnly))
        clears.write("5");
    Frames frames;
    ui::ResultView view;
    view.resize(900, 620);
    view.show();
    waitFor([&] { return view.isVisible(); });
    QCoreApplication::processEvents();
    const auto child = [&](const QString &name) { return view.findChild<QWidget *>(name); };
    QJsonObject out{ { u"mb"_s, size / 1e6 } };
    QElapsedTimer clock;

    frames.begin();
    clock.start();
    ui::ResultData data;
    QFutureWatcher<base::Result<mcp::ToolResult>> parsing;
    parsing.setFuture(
        QtConcurrent::run([bytes = std::exchange(bytes, {})]() -> base::Result<mcp::ToolResult> {
            auto value = json::parseShared(
                bytes, u"The result"_s, { .maxBytes = 1 << 30, .maxDepth = 64, .refuseDuplicates = false });
            return value ? mcp::readToolResult(std::move(*value)) : base::fail(value.error());
        }));
    waitFor([&] { return parsing.isFinished(); });
    data.result = parsing.result().value();
    parsing.setFuture({});
    out[u"parsed"_s] = double(clock.elapsed());
    QElapsedTimer showing;
    showing.start();
    data.outputSchema = json::Object{ { "type", "object" } };
    view.setData(data);
    data = {};
    view.repaint();
    out[u"seen"_s] = double(showing.elapsed());
    out[u"parsed+seen"_s] = double(clock.elapsed());
    auto *table = view.findChild<ui::TablePart *>();
    out[u"table"_s]
        = waitFor([&] { return table->model()->rowCount() > 100; }) ? double(showing.elapsed()) : -1;
    view.repaint();
    view.showPart(ui::ResultPart::Structured);
    view.repaint();
    auto *tree = view.findChild<ui::JsonBrowser *>(u"resultTreeBrowser"_s);
    tree->revealPointer("/boards/" + QByteArray::number(megabytes * 8000) + "/title");
    view.repaint();
    out[u"usable"_s] = double(clock.elapsed());
    out[u"longest frame"_s] = frames.longest();
    out[u"peak/size"_s] = peakMemory() / size;

    frames.begin();
    clock.start();
    tree->findBar()->setText(u"no such words"_s);
    waitFor([&] { return child(u"resultTreeFindLabel"_s)->property("text").toString() == u"not found"_s; });
    out[u"searched"_s] = double(clock.elapsed());
    out[u"search frame"_s] = frames.longest();

    frames.begin();
    clock.start();
    view.showPart(ui::ResultPart::Raw);
    auto *raw = view.findChild<ui::TextView *>(u"resultRaw"_s);
    waitFor([&] { return !raw->bytes().isEmpty() && !raw->isIndexing(); });
    view.repaint();
    out[u"raw"_s] = double(clock.elapsed());
    out[u"raw frame"_s] = frames.longest();
    out[u"peak/size with raw"_s] = peakMemory() / size;
    return out;
}

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void report(int megabytes)
{
    QMap<QString, QList<double>> all;
    for (int round = 0; round < rounds; ++round) {
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), { u"--size"_s, QString::number(megabytes) });
        process.waitForFinished(10 * patience);
        const QJsonObject numbers = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        for (auto it = numbers.begin(); it != numbers.end(); ++it)
            all[it.key()] += it.value().toDouble();
    }
    const auto line = [&](const QString &name, const char *unit, double goal) {
        const double value = all.contains(name) ? median(all[name]) : -1;
        std::printf("  %-22s %9.1f %-3s", qPrintable(name), value, unit);
        if (goal > 0)
            std::printf("  goal %.0f  %s", goal, value >= 0 && value <= goal ? "reached" : "MISSED");
        std::printf("\n");
    };
    std::printf("%d MB (%.1f), medians of %d\n", megabytes, median(all[u"mb"_s]), rounds);
    line(u"parsed"_s, "ms", 0);
    line(u"seen"_s, "ms", megabytes == 5 ? 300 : 0);
    line(u"parsed+seen"_s, "ms", megabytes == 5 ? 300 : 0);
    line(u"table"_s, "ms", 0);
    line(u"usable"_s, "ms", megabytes == 50 ? 2000 : 0);
    line(u"longest frame"_s, "ms", 50);
    line(u"searched"_s, "ms", 0);
    line(u"search frame"_s, "ms", 50);
    line(u"raw"_s, "ms", 0);
    line(u"raw frame"_s, "ms", 50);
    line(u"peak/size"_s, "x", 6);
    line(u"peak/size with raw"_s, "x", megabytes >= 50 ? 6 : 0);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    ui::applyTheme(app, ui::ThemeChoice::Light);
    QCommandLineParser options;
    options.addOption({ u"size"_s, u"One size, in megabytes."_s, u"MB"_s });
    options.process(app);
    if (options.isSet(u"size"_s)) {
        std::puts(QJsonDocument(measure(options.value(u"size"_s).toInt()))
                      .toJson(QJsonDocument::Compact)
                      .constData());
        return 0;
    }
    for (const int megabytes : { 5, 50, 100 })
        report(megabytes);
    return 0;
}
