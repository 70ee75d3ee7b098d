// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/memory.h"
#include "mcp/session.h"

#include <QSet>

namespace authscope::mcp {

/// One of the four lists of a server.
struct ListKind {
    std::string_view method;
    std::string_view member; ///< of the answer
    std::string_view capability; ///< without it there is nothing to ask for
};

/// The elements of all pages, as they came. Cursors are opaque: any text goes on, the empty one too; one that
/// repeats, too many pages or elements end with OA-301. One the server does not know any more begins the list
/// anew, once.
class ListPages final : public base::ResultOperation<QList<json::Value>> {
    Q_OBJECT

public:
    ListPages(const ListKind &kind, Freshness freshness, std::shared_ptr<Memory> memory, Session *session,
        QObject *parent);

    QString method() const { return json::text(m_kind.method); }

protected:
    void run() override;
    void abort() override;

private:
    void opened();
    void askFor(const std::optional<QByteArray> &cursor);
    void pageArrived();
    void takePage(const json::Value &page);
    void restart();
    void breakOff(const QString &message);

    ListKind m_kind;
    Freshness m_freshness;
    std::shared_ptr<Memory> m_memory;
    QPointer<Session> m_session;
    QPointer<base::Operation> m_step;
    QPointer<Call> m_call;
    QList<json::Value> m_items;
    QSet<QByteArray> m_cursors;
    json::Object m_asked; ///< the parameters of the page that is waited for
    QByteArray m_context; ///< the authorization it was asked for with
    base::ExchangeId m_exchange = 0;
    int m_pages = 0;
    bool m_wasRestarted = false;
};

/// Tells the session what was left out of a list. Nothing of the caller may be used afterwards.
void complainAll(Session *session, const QStringList &notes, const QString &method);

/// A list, read: what cannot be used is left out and told by the session's complained().
template <class Item>
class PagedList final : public base::ResultOperation<QList<Item>> {
public:
    using Reader = std::function<base::Result<Item>(const json::Value &, QStringList *)>;

    /// `finish` completes what was read, before anyone sees it.
    PagedList(ListPages *pages, Reader reader, Session *session, QObject *parent,
        std::function<void(QList<Item> &)> finish = {})
        : base::ResultOperation<QList<Item>>(parent)
        , m_reader(std::move(reader))
        , m_finish(std::move(finish))
        , m_session(session)
        , m_pages(pages)
    {
        m_pages->setParent(this);
        this->connect(m_pages, &base::Operation::finished, this, [this] { listed(); });
    }

protected:
    void run() override { m_pages->start(); }
    void abort() override
    {
        m_pages->disconnect(this);
        m_pages->cancel();
    }

private:
    void listed()
    {
        if (!m_pages->result())
            return this->finishWith(m_pages->result().error());
        QList<Item> items;
        QStringList notes;
        for (const json::Value &value : *m_pages->result()) {
            auto item = m_reader(value, &notes);
            if (item)
                items.append(std::move(*item));
            else
                notes.append(item.error().message);
        }
        if (m_finish)
            m_finish(items);
        this->finishWith(std::move(items));
        complainAll(m_session, notes, m_pages->method());
    }

    Reader m_reader;
    std::function<void(QList<Item> &)> m_finish;
    QPointer<Session> m_session;
    ListPages *m_pages;
};

} // namespace authscope::mcp
