// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/world.h"

#include "demo/log.h"

#include "base/datadir.h"
#include "base/errorcodes.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace authscope::demo {

Q_LOGGING_CATEGORY(demoLog, "authscope.demo", QtWarningMsg)

namespace {

constexpr int stateVersion = 1;
constexpr qint64 maxState = 64 << 20;

base::Error unreadable(const QString &path)
{
    return { .kind = base::ErrorKind::Storage,
        .code = base::code::storageFailed,
        .message
        = u"The demo cannot read what it kept in %1: it is not what a demo of this version writes. Nothing was changed."_s
              .arg(path),
        .nextStep = u"Remove the file to start the demo afresh."_s };
}

json::Array kidList(const QList<QByteArray> &kids)
{
    json::Array out;
    for (const QByteArray &kid : kids)
        out.emplace_back(json::string(kid));
    return out;
}

} // namespace

World::World(const base::Clock *clock, base::RandomSource *random) : m_clock(clock), m_random(random) { }

base::Result<void> World::open(const QString &dir)
{
    close();
    forget();
    if (dir.isEmpty()) {
        m_dir.clear();
        return keys.open({}, {}, *m_random);
    }
    const auto folder = base::openDataDir(dir);
    if (!folder)
        return base::fail(folder.error());
    m_dir = *folder;
    QFile::setPermissions(m_dir, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    auto lock = std::make_unique<QLockFile>(m_dir + u"/demo.lock"_s);
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0))
        return base::fail({ .kind = base::ErrorKind::Storage,
            .code = base::code::secondInstance,
            .message = u"Another demo is using %1. This one was not started."_s.arg(m_dir),
            .nextStep = u"Use the demo that is running, or give this one a folder of its own."_s });
    m_lock = std::move(lock);
    const auto kids = readState();
    if (!kids) {
        close();
        return base::fail(kids.error());
    }
    if (auto opened = keys.open(m_dir, *kids, *m_random); !opened) {
        close();
        return opened;
    }
    grants.prune(now());
    return write();
}

void World::close()
{
    m_lock.reset();
}

void World::forget()
{
    people = {};
    clients = {};
    consents = {};
    grants = {};
    boards = {};
}

base::Result<void> World::reset()
{
    keys.removeFiles();
    forget();
    if (auto opened = keys.open(m_dir, {}, *m_random); !opened)
        return opened;
    return write();
}

bool World::save() const
{
    const auto written = write();
    if (!written)
        qCWarning(demoLog).noquote() << base::oneLine(written.error());
    return written.has_value();
}

base::Result<void> World::rotateKeys()
{
    if (auto rotated = keys.rotate(*m_random); !rotated)
        return rotated;
    return write();
}

base::Result<void> World::write() const
{
    if (m_dir.isEmpty())
        return {};
    const json::Object state{ { "version", stateVersion }, { "keys", kidList(keys.kids()) },
        { "people", people.toJson() }, { "clients", clients.toJson() }, { "consents", consents.toJson() },
        { "grants", grants.toJson() }, { "boards", boards.toJson() } };
    return base::writePrivateFile(statePath(), json::compact(state));
}

base::Result<QList<QByteArray>> World::readState()
{
    if (!QFileInfo::exists(statePath()))
        return QList<QByteArray>();
    const auto content = base::readPrivateFile(statePath(), maxState);
    if (!content)
        return base::fail(content.error());
    const auto state
        = json::parseObject(*content, u"The demo's state"_s, { .maxBytes = maxState, .maxDepth = 16 });
    if (!state)
        return base::fail(unreadable(statePath()));
    const auto version = json::numberMember(*state, "version");
    const auto kids = json::stringList(*state, "keys");
    const json::Array *peopleJson = json::arrayMember(*state, "people");
    const json::Array *clientsJson = json::arrayMember(*state, "clients");
    const json::Array *consentsJson = json::arrayMember(*state, "consents");
    const json::Object *grantsJson = json::objectMember(*state, "grants");
    const json::Object *boardsJson = json::objectMember(*state, "boards");
    const bool isWhole = version && *version == stateVersion && kids && peopleJson && clientsJson
        && consentsJson && grantsJson && boardsJson;
    if (!isWhole || !people.restore(*peopleJson) || !clients.restore(*clientsJson)
        || !consents.restore(*consentsJson) || !grants.restore(*grantsJson) || !boards.restore(*boardsJson))
        return base::fail(unreadable(statePath()));
    return *kids;
}

} // namespace authscope::demo
