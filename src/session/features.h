// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"
#include "mcp/skills.h"

#include <QPointer>

namespace authscope::session {

class Connection;

/// Resources, prompts, completion, what is watched and what the server tells: the part of a connection beside
/// its tools. Operations are those of mcp; a 401 in one of them may start a sign-in, because a person asked.
class Features : public QObject {
    Q_OBJECT

public:
    explicit Features(Connection *connection);

    // Lists; what was there stays until the new list has arrived.
    const QList<mcp::Resource> &resources() const { return m_resources; }
    const QList<mcp::ResourceTemplate> &templates() const { return m_templates; }
    const QList<mcp::Prompt> &prompts() const { return m_prompts; }
    bool areResourcesLoaded() const { return m_resourcesLoaded; }
    bool arePromptsLoaded() const { return m_promptsLoaded; }
    bool offersResources() const; ///< false also before initialize
    bool offersPrompts() const;
    bool offersCompletion() const;
    bool offersLogging() const;
    /// Resources, and their templates, in one; either list may be missing at the server.
    base::ResultOperation<bool> *loadResources(QObject *parent);
    base::ResultOperation<bool> *loadPrompts(QObject *parent);

    mcp::ReadResource *readResource(const QByteArray &uri, QObject *parent);
    mcp::GetPrompt *getPrompt(const QString &name, const json::Object &arguments, QObject *parent);
    mcp::Complete *complete(const mcp::CompletionTarget &target, const QByteArray &argument,
        const QString &value, const json::Object &earlier, QObject *parent);
    /// Skills (SEP-2640), and one of a skill's files, verified.
    mcp::ListSkills *listSkills(QObject *parent);
    mcp::LoadSkill *loadSkill(const mcp::Skill &skill, const QByteArray &uri, QObject *parent);
    base::ResultOperation<bool> *ping(QObject *parent);
    /// Opens the session and says who is there, without anything else.
    base::ResultOperation<mcp::ServerInfo> *introduce(QObject *parent);

    // Watching
    bool isWatched(const QByteArray &uri) const;
    void setWatched(const QByteArray &uri, bool on);
    mcp::WatchState watchState() const;

    // What the server tells
    struct LogLine {
        base::Time at = {};
        QString level = {};
        QString text = {};
    };
    const QList<LogLine> &log() const { return m_log; } ///< the newest 1,000, oldest first
    QByteArray logLevel() const;
    void setLogLevel(const QByteArray &level);
    /// Rules the server broke while the session lived on, newest last, at most 100.
    const QList<base::Error> &complaints() const { return m_complaints; }

Q_SIGNALS:
    void resourcesChanged(); ///< list or templates
    void promptsChanged();
    void resourceUpdated(const QByteArray &uri);
    void watchChanged();
    void logChanged();
    void complained();

private:
    friend class Connection;
    friend class PromptListing;
    friend class ResourceListing;
    friend class SignOut;
    void attach(mcp::Session *session); ///< called once for each session the connection opens
    void detach();
    void clear();
    void reload(); ///< what was loaded before, without a gesture
    void reloadResources();
    void reloadPrompts();
    void keepLine(const QString &level, const QString &text);
    void keepComplaint(const base::Error &problem);
    bool offers(std::string_view capability) const;

    Connection *m_connection;
    QPointer<mcp::Session> m_session;
    QList<mcp::Resource> m_resources;
    QList<mcp::ResourceTemplate> m_templates;
    QList<mcp::Prompt> m_prompts;
    QList<LogLine> m_log;
    QList<base::Error> m_complaints;
    mcp::Watch m_watch;
    QByteArray m_logLevel;
    QPointer<base::Operation> m_resourcesReload;
    QPointer<base::Operation> m_promptsReload;
    bool m_resourcesLoaded = false;
    bool m_promptsLoaded = false;
    bool m_resourcesAreStale = false;
    bool m_promptsAreStale = false;
};

} // namespace authscope::session
