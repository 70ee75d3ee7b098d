// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

/// The extension io.modelcontextprotocol/skills (SEP-2640). Files are read when a skill is loaded and not
/// before, and nothing of a file is used that its list entry does not vouch for.
namespace authscope::mcp {

struct SkillFile {
    QByteArray uri = {};
    QByteArray digest = {}; ///< "sha256:" and 64 hexadecimal digits
    std::optional<qint64> size = {}; ///< bytes
};

struct Skill {
    QByteArray uri = {}; ///< of its SKILL.md, which is one of the files
    json::Object frontmatter = {};
    QList<SkillFile> files = {};
    json::Value raw = nullptr;

    QString name() const; ///< of the frontmatter, else the URI
    const SkillFile *file(const QByteArray &uri) const;
};

using ListSkills = base::ResultOperation<QList<Skill>>;
using LoadSkill = base::ResultOperation<QByteArray>;

/// The server's capabilities name the extension.
bool offersSkills(const ServerInfo &server);
/// skills/list, all pages; nothing of a skill is read. Errors: OA-301, and those of requests.
ListSkills *listSkills(Session *session, QObject *parent);
/// One of the skill's files, verified; with skill.uri the SKILL.md. Errors: OA-309, and those of
/// resources/read.
LoadSkill *loadSkillFile(const Skill &skill, const QByteArray &uri, Session *session, QObject *parent);

// Pure
base::Result<Skill> readSkill(const json::Value &value);
/// Size, then digest. Errors: OA-309.
base::Result<void> verifySkillFile(const SkillFile &file, QByteArrayView content);
/// As verifySkillFile(), and the frontmatter is that of the list entry, member by member.
base::Result<void> verifySkillDocument(const Skill &skill, QByteArrayView content);

} // namespace authscope::mcp
