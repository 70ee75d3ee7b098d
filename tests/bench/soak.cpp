// SPDX-License-Identifier: GPL-3.0-or-later
// One session for a long time: calls and notifications by the thousand. Prints what the memory did, what was
// left behind, and what a call costs compared with a bare socket that makes the same exchange.
//   authscope_soak [--calls N] [--notifications N]     10000, 100000
#include "bench/bareclient.h"
#include "bench/soakserver.h"
#include "mcp/session.h"
#include "net/strictnetworkaccessmanager.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QNetworkReply>
#include <QProcess>
#include <QTimer>

#include <cstdio>
#include <malloc.h>
#include <unistd.h>

using namespace authscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int blockOfCalls = 500;
constexpr int blockOfNotifications = 10000;
/// The log of exchanges is full by then, and all that is made once was made.
constexpr int warmUpCalls = int(net::ExchangeLog::maxRows) + 500;

/// MiB, resident, after the allocator gave back what is free.
double residentMemory()
{
    ::malloc_trim(0);
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

} // namespace

class Soak : public QObject {
    Q_OBJECT

public:
    Soak(const QByteArray &url, int calls, int notifications)
        : m_log(&m_redactor, &m_clock)
        , m_network(&m_log)
        , m_session({ .url = url, .era = mcp::EraChoice::Legacy }, &m_network, nullptr)
        , m_bare(QUrl(QString::fromUtf8(url)))
        , m_calls(calls)
        , m_notifications(notifications)
    {
        connect(&m_bare, &bench::BareClient::broke, this, &Soak::stop);
        connect(&m_bare, &bench::BareClient::answered, this, [this](const QByteArray &answer) {
            if (!answer.contains("42"))
                return stop(u"The bare client got “%1”."_s.arg(QString::fromUtf8(answer)));
            --m_left ? bareCall() : blockDone();
        });
        connect(&m_session, &mcp::Session::logged, this, [this] { ++m_heard; });
    }

    void start()
    {
        m_left = warmUpCalls;
        m_then = [this] {
            tell([this] {
                m_heard = 0;
                m_memoryBefore = residentMemory();
                std::printf("after warming up:            %.1f MiB\n", m_memoryBefore);
                nextBlock();
            });
        };
        call();
    }

private:
    void nextBlock()
    {
        if (m_done < m_calls)
            return measure(&Soak::call, m_sessionTime, [this] {
                measure(&Soak::bareCall, m_bareTime, [this] {
                    m_done += blockOfCalls;
                    nextBlock();
                });
            });
        if (m_memoryAfterCalls == 0)
            m_memoryAfterCalls = residentMemory();
        if (m_asked < m_notifications) {
            m_asked += blockOfNotifications;
            return tell([this] { nextBlock(); });
        }
        // What ended is deleted later, in the event loop.
        QTimer::singleShot(500, this, &Soak::report);
    }

    void measure(void (Soak::*one)(), std::chrono::nanoseconds &total, std::function<void()> then)
    {
        m_left = blockOfCalls;
        m_stopwatch.start();
        m_then = [this, &total, then = std::move(then)] {
            total += std::chrono::nanoseconds(m_stopwatch.nsecsElapsed());
            then();
        };
        (this->*one)();
    }
    void blockDone() { std::exchange(m_then, {})(); }

    void call()
    {
        run(m_session.callTool(u"add"_s, { { "a", 19 }, { "b", 23 } }, this), u"42"_s,
            [this] { --m_left ? call() : blockDone(); });
    }
    void bareCall()
    {
        m_bare.post(mcp::writeRequest(++m_bareId, "tools/call",
            { { "name", "add" }, { "arguments", json::Object{ { "a", 19 }, { "b", 23 } } },
                { "_meta", json::Object{ { "progressToken", m_bareId } } } }));
    }
    void tell(std::function<void()> then)
    {
        mcp::CallTool *call = m_session.callTool(u"tell"_s, { { "count", blockOfNotifications } }, this);
        connect(call->events(), &mcp::FeatureSignals::progressed, this, [this] { ++m_heard; });
        connect(call->events(), &mcp::FeatureSignals::logged, this, [this] { ++m_heard; });
        run(call, u"told"_s, std::move(then));
    }
    void run(mcp::CallTool *call, const QString &expected, std::function<void()> then)
    {
        connect(call, &base::Operation::finished, this, [this, call, expected, then = std::move(then)] {
            call->deleteLater();
            if (!call->result())
                return stop(call->result().error().message);
            if (call->result()->content.value(0).text != expected)
                return stop(u"A call was answered with “%1”."_s.arg(call->result()->content.value(0).text));
            then();
        });
        call->start();
    }

    void report()
    {
        const double memory = residentMemory();
        const auto replies = m_network.findChildren<QNetworkReply *>().size()
            + m_session.findChildren<QNetworkReply *>().size();
        const auto operations
            = findChildren<base::Operation *>().size() + m_session.findChildren<base::Operation *>().size();
        const double each = double(m_sessionTime.count()) / m_done / 1000;
        const double bare = double(m_bareTime.count()) / m_done / 1000;
        std::printf("after %d more calls:        %.1f MiB (%+.1f)\n", m_done, m_memoryAfterCalls,
            m_memoryAfterCalls - m_memoryBefore);
        std::printf("after %d notifications:   %.1f MiB (%+.1f), %d of them heard\n", m_asked, memory,
            memory - m_memoryAfterCalls, m_heard);
        std::printf("  the log of exchanges has: %.1f MiB of them, and is bounded\n", loggedEvents());
        std::printf("left behind:                 %lld replies, %lld operations\n", qlonglong(replies),
            qlonglong(operations));
        std::printf("one call:                    %.0f µs, bare socket %.0f µs: %.2f times\n", each, bare,
            each / bare);
        const bool isFine = m_heard == m_asked && replies == 0 && operations == 0;
        std::printf("%s\n", isFine ? "nothing was lost, nothing is left" : "SOMETHING WAS LOST OR IS LEFT");
        QCoreApplication::exit(isFine ? 0 : 1);
    }
    /// MiB of events that the log keeps: the newest of each exchange.
    double loggedEvents() const
    {
        qint64 bytes = 0;
        for (const net::Exchange &exchange : m_log.all())
            for (const net::LoggedEvent &event : exchange.events)
                bytes += event.text.size() + qint64(sizeof(net::LoggedEvent));
        return double(bytes) / (1024 * 1024);
    }
    void stop(const QString &why)
    {
        std::fprintf(stderr, "%s\n", qPrintable(why));
        QCoreApplication::exit(1);
    }

    base::SystemClock m_clock;
    base::Redactor m_redactor;
    net::ExchangeLog m_log;
    net::StrictNetworkAccessManager m_network;
    mcp::Session m_session;
    bench::BareClient m_bare;
    QElapsedTimer m_stopwatch;
    std::function<void()> m_then; ///< when the block of calls is done
    std::chrono::nanoseconds m_sessionTime{}, m_bareTime{};
    double m_memoryBefore = 0, m_memoryAfterCalls = 0;
    qint64 m_bareId = 0;
    int m_calls, m_notifications;
    int m_left = 0, m_done = 0, m_asked = 0, m_heard = 0;
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption server(u"server"_s), calls(u"calls"_s, {}, u"N"_s, u"10000"_s),
        notifications(u"notifications"_s, {}, u"N"_s, u"100000"_s);
    parser.addOptions({ server, calls, notifications });
    parser.process(app);
    if (parser.isSet(server))
        return bench::SoakServer::run();

    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    QProcess other; // a process of its own: the memory measured here is the client's alone
    other.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    other.start(QCoreApplication::applicationFilePath(), { u"--server"_s });
    if (!other.waitForReadyRead(10000)) {
        std::fprintf(stderr, "The server did not start.\n");
        return 1;
    }
    int status = 1;
    {
        Soak soak(
            other.readLine().trimmed(), parser.value(calls).toInt(), parser.value(notifications).toInt());
        soak.start();
        status = QCoreApplication::exec();
    }
    other.closeWriteChannel();
    if (!other.waitForFinished(5000))
        other.kill();
    other.waitForFinished();
    return status;
}

#include "soak.moc"
