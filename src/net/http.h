// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"
#include "net/headers.h"
#include "net/strictnetworkaccessmanager.h"

#include <QPointer>

namespace authscope::net {

struct Request {
    QString purpose = {}; ///< for people: "Authorization server metadata"
    QByteArray method = "GET";
    QByteArray url = {};
    Headers headers = {};
    QByteArray body = {}; ///< for POST, PUT and DELETE
    QString connection = {};
    RequestLimits limits = {};
};

/// Any HTTP status is a Response; only the absence of one is an error.
struct Response {
    int status = 0;
    Headers headers = {};
    QByteArray body = {};
    base::ExchangeId exchange = 0;
    std::optional<base::Time> serverDate = {}; ///< the Date field
    base::Time received = {};
};

/// One request, one whole answer.
class HttpCall : public base::ResultOperation<Response> {
    Q_OBJECT

public:
    HttpCall(Request request, StrictNetworkAccessManager *network, QObject *parent);
    ~HttpCall() override;
    const Request &request() const { return m_request; }

protected:
    void run() override;
    void abort() override;

private:
    void send();
    void replyFinished();
    void release();

    Request m_request;
    QPointer<StrictNetworkAccessManager> m_network;
    QPointer<base::Operation> m_departure;
    QPointer<QNetworkReply> m_reply;
};

/// One request whose answer is read as it comes. headersArrived() precedes any dataArrived(); finished() ends
/// it. result(): the status and headers, an empty body; an error when the connection broke or a limit was hit
/// (what had arrived was still delivered).
class HttpStream : public base::ResultOperation<Response> {
    Q_OBJECT

public:
    HttpStream(Request request, StrictNetworkAccessManager *network, QObject *parent);
    ~HttpStream() override;

    int status() const { return m_response.status; } ///< 0 before the headers
    const Headers &headers() const { return m_response.headers; }
    base::ExchangeId exchange() const { return m_response.exchange; }
    const Response &response() const { return m_response; }
    /// To be called by the reader for every event of an event stream; a body that is no event stream is
    /// recorded here.
    void recordEvent(QByteArrayView event);

Q_SIGNALS:
    void headersArrived();
    void dataArrived(const QByteArray &bytes);

protected:
    void run() override;
    void abort() override;

private:
    void send();
    void metaDataArrived();
    void readSome();
    void replyFinished();
    void release(const QString &failure);

    Request m_request;
    QPointer<StrictNetworkAccessManager> m_network;
    QPointer<base::Operation> m_departure;
    QPointer<QNetworkReply> m_reply;
    Response m_response;
    QByteArray m_recorded; ///< the beginning of a body that is no event stream
    qint64 m_received = 0;
    qint64 m_reported = 0; ///< of those, counted with an event
    bool m_headersSeen = false;
};

/// As HttpCall, for GET of metadata only: follows at most three redirects, on the same origin only (T005,
/// OA-104).
class MetadataFetch : public base::ResultOperation<Response> {
    Q_OBJECT

public:
    MetadataFetch(Request request, StrictNetworkAccessManager *network, QObject *parent);

    /// Every exchange made, in order.
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;
    void abort() override;

private:
    void send(const QByteArray &url);
    void answered(const HttpCall *call);
    void follow(const Response &response);

    Request m_request;
    QPointer<StrictNetworkAccessManager> m_network;
    QPointer<HttpCall> m_call;
    QByteArray m_url; ///< of the request under way
    QList<base::ExchangeId> m_exchanges;
    int m_hops = 0;
};

} // namespace authscope::net
