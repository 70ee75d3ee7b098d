// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/rawclient.h"
#include "support/signinbench.h"

namespace authscope::test {

/// A sign-in whose page is open and whose answer has not come.
struct Waiting {
    explicit Waiting(SignInBench &bench, std::chrono::milliseconds deadline = std::chrono::minutes(5))
    {
        bench.browser.rewrite = [this](const QByteArray &real) {
            answer = real;
            return QList<QByteArray>();
        };
        auto request = bench.request();
        request.browserDeadline = deadline;
        flow = bench.flow(request);
        finished = std::make_unique<QSignalSpy>(flow.get(), &base::Operation::finished);
        flow->start();
        isReady = QTest::qWaitFor([this] { return !answer.isEmpty(); }, 120000);
    }
    quint16 port() const { return quint16(QUrl::fromEncoded(answer).port()); }
    QByteArray target() const { return answer.mid(answer.indexOf('/', 8)); }
    QByteArray host() const { return "127.0.0.1:" + QByteArray::number(port()); }
    QByteArray get(const QByteArray &target) const
    {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
    }
    /// The status of the answer; 0 when nobody listens.
    int deliver(const QByteArray &bytes) const
    {
        RawClient client(port(), bytes);
        if (!QTest::qWaitFor([&client] { return client.status() != 0 || client.isGone(); }, 120000))
            return -1;
        return client.status();
    }
    bool ends() const
    {
        return QTest::qWaitFor([this] { return finished->count() == 1; }, 120000);
    }

    QByteArray answer; ///< the address the browser would have gone to
    std::unique_ptr<oauth::SignInFlow> flow;
    std::unique_ptr<QSignalSpy> finished;
    bool isReady = false;
};

} // namespace authscope::test
