// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/browserlauncher.h"

#include <QNetworkAccessManager>

#include <functional>

namespace authscope::test {

/// Plays browser and person: follows the redirects of the authorization page and brings the answer to the
/// loopback address, as often and in whatever shape a test wants.
class FollowingBrowser : public QObject, public oauth::BrowserLauncher {
    Q_OBJECT

public:
    using QObject::QObject;

    base::Result<void> open(const QByteArray &url) override;
    QString displayName() const override { return QStringLiteral("the test browser"); }

    bool isBroken = false; ///< open() fails
    QHash<QByteArray, QByteArray> places; ///< an origin, and where it is visited in its place
    bool isAbandoned = false; ///< opens, and nobody ever comes back
    /// What is delivered instead of the one real answer, in order, each after the one before was answered.
    std::function<QList<QByteArray>(const QByteArray &answerUrl)> rewrite = {};

    const QList<QByteArray> &opened() const { return m_opened; }
    struct Page {
        QByteArray url;
        int status = 0;
        QByteArray body;
    };
    const QList<Page> &pages() const { return m_pages; } ///< every page seen, also of the loopback address

Q_SIGNALS:
    void answered(int status); ///< by the loopback address

private:
    void visit(const QByteArray &url);
    void deliver(QList<QByteArray> urls);

    QNetworkAccessManager m_network;
    QList<QByteArray> m_opened;
    QList<Page> m_pages;
};

} // namespace authscope::test
