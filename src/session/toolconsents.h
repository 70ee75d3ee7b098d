// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "session/callquestion.h"
#include "store/store.h"

#include <QObject>

namespace authscope::session {

/// What a person decided about the tools of one connection, and what was learned of them: rules, the lock,
/// what was approved and when, which scopes calls were refused for, which tools were listed. Kept in the
/// store and read from it each time, so that a window and a command line agree; allowances "until I close the
/// program" live here and nowhere else.
class ToolConsents : public QObject {
    Q_OBJECT

public:
    ToolConsents(store::Store *store, QString connection, const base::Clock *clock, QObject *parent);

    // Rules
    CallRule rule() const; ///< of the connection
    /// Usage error for AllowSession and AllowAlways: a whole connection is never waved through.
    base::Result<void> setRule(CallRule rule);
    bool isLocked() const;
    base::Result<void> setLocked(bool locked);
    void lockForNow() { m_isLockedForNow = true; } ///< as long as this object lives; --read-only
    std::optional<OwnRule> ownRule(const QString &tool) const;
    /// Nothing takes the rule away. AllowSession is not kept.
    base::Result<void> setOwnRule(const QString &tool, std::optional<OwnRule> own);

    // A call
    /// `isAmbiguous`: see LookAlike. Error: the store's; a call is then not made.
    base::Result<CallSituation> situation(const mcp::Tool &tool, bool isAmbiguous) const;
    /// The tool as it is now is what the person agreed to. A rule that was confirmed for what it was before
    /// is not confirmed for what it became.
    base::Result<void> approve(const mcp::Tool &tool, CallAnswer::Remember remember);
    /// Fills in what changed and when it was approved.
    void explain(CallQuestion *question) const;

    // Pins
    PinState pin(const mcp::Tool &tool) const;
    /// Names of those that are not what was approved; reads the store once.
    QSet<QString> changedTools(const QList<mcp::Tool> &tools) const;
    std::optional<store::ToolConsent> consent(const QString &tool) const;

    // For the page that lists and undoes
    struct Decision {
        QString tool = {};
        std::optional<OwnRule> own = {};
        std::optional<base::Time> approved = {};
    };
    QList<Decision> decisions() const;
    int allowances() const; ///< tools that are called without asking because a person said so
    base::Result<void> forget(const QString &tool);
    base::Result<void> forgetAll(); ///< of its tools; the connection's rule and lock stay
    void forgetSession();
    /// Rules that allow are gone, those that forbid or ask stay; what was approved stays known.
    base::Result<void> withdrawAllowances();

    // What calls were refused for
    void learn(const QString &tool, const QList<QByteArray> &scopes, const QByteArray &how);
    QList<store::LearnedScope> learned() const;
    base::Result<void> forgetLearned();

    // What is listed
    struct News {
        QStringList appeared = {};
        QStringList vanished = {};
        base::Time since = {};
        bool isEmpty() const { return appeared.isEmpty() && vanished.isEmpty(); }
    };
    /// Compares with the list before, of the same account, and keeps this one.
    void listed(const QList<mcp::Tool> &tools, const QByteArray &account);
    const News &news() const { return m_news; } ///< since they were dismissed
    void dismissNews();

Q_SIGNALS:
    void changed();
    void learnedMore();
    void newsChanged();
    void failed(const authscope::base::Error &error); ///< the store's

private:
    store::ToolConsent stored(const QString &tool) const;
    base::Result<void> save(const store::ToolConsent &consent);

    store::Store *m_store;
    QString m_connection;
    const base::Clock *m_clock;
    QHash<QString, OwnRule> m_session;
    bool m_isLockedForNow = false;
    News m_news;
};

} // namespace authscope::session
