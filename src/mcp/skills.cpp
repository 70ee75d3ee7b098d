// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/skills.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/frontmatter.h"
#include "schema/value.h"

#include <QCryptographicHash>
#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::string_view extension = "io.modelcontextprotocol/skills";
const QString rule = u"SEP-2640 Integrity and verification"_s;

base::Failure malformed(const QString &message)
{
    return base::fail(Error{ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = message,
        .rule = u"SEP-2640"_s });
}

base::Failure unverified(const QString &message)
{
    return base::fail(Error{ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::skillNotVerified,
        .message = message + u" Nothing of it was used."_s,
        .rule = rule });
}

bool isDigest(const QByteArray &text)
{
    const QByteArray digits = text.mid(7);
    return text.startsWith("sha256:") && digits.size() == 64
        && std::all_of(digits.begin(), digits.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

base::Result<SkillFile> readFile(const json::Value &value)
{
    const json::Object *object = value.if_object();
    const auto uri = object ? json::stringMember(*object, "uri") : std::nullopt;
    if (!uri || uri->isEmpty())
        return malformed(u"A file of a skill has no “uri”."_s);
    SkillFile file{ .uri = *uri, .digest = json::stringMember(*object, "digest").value_or(QByteArray()) };
    if (const json::Value *size = object->if_contains("size"); size && size->is_int64())
        file.size = size->get_int64();
    else if (size)
        return malformed(u"The “size” of %1 is no whole number."_s.arg(base::cleaned(*uri)));
    if (!isDigest(file.digest))
        return malformed(
            u"The “digest” of %1 is not “sha256:” and 64 hexadecimal digits."_s.arg(base::cleaned(*uri)));
    return file;
}

class SkillListing final : public ListSkills {
    Q_OBJECT

public:
    SkillListing(Session *session, QObject *parent) : ResultOperation(parent), m_session(session) { }

protected:
    void run() override { ask({}); }
    void abort() override
    {
        if (m_call)
            m_call->cancel();
    }

private:
    void ask(const std::optional<QByteArray> &cursor)
    {
        if (!m_session)
            return finishWith(base::cancelledError());
        json::Object params;
        if (cursor)
            params["cursor"] = json::string(*cursor);
        m_call = m_session->request("skills/list", std::move(params), { .isSafe = true }, this);
        connect(m_call, &Operation::finished, this, &SkillListing::answered);
        m_call->start();
    }

    void answered()
    {
        Call *call = m_call;
        call->deleteLater();
        if (!call->result())
            return finishWith(call->result().error());
        const json::Object *page = (*call->result())->if_object();
        const json::Array *skills = page ? json::arrayMember(*page, "skills") : nullptr;
        if (!skills)
            return finishWith(malformed(u"The answer to skills/list has no list “skills”."_s).value());
        for (const json::Value &value : *skills) {
            auto skill = readSkill(value);
            if (!skill)
                return finishWith(skill.error());
            m_skills.append(std::move(*skill));
        }
        const Limits &limits = m_session->options().limits;
        const auto next = json::stringMember(*page, "nextCursor");
        if (!next)
            return finishWith(std::move(m_skills));
        if (m_cursors.contains(*next) || m_cursors.size() + 1 >= limits.maxPages
            || m_skills.size() > limits.maxItems)
            return finishWith(
                malformed(u"skills/list does not end: a cursor came twice, or there are more than %1 "
                          u"pages or %2 skills."_s.arg(limits.maxPages)
                              .arg(limits.maxItems))
                    .value());
        m_cursors.insert(*next);
        ask(*next);
    }

    QPointer<Session> m_session;
    QPointer<Call> m_call;
    QList<Skill> m_skills;
    QSet<QByteArray> m_cursors;
};

class SkillLoading final : public LoadSkill {
    Q_OBJECT

public:
    SkillLoading(Skill skill, QByteArray uri, Session *session, QObject *parent)
        : ResultOperation(parent), m_skill(std::move(skill)), m_uri(std::move(uri)), m_session(session)
    {
    }

protected:
    void run() override
    {
        if (!m_session)
            return finishWith(base::cancelledError());
        if (!m_skill.file(m_uri))
            return finishWith(unverified(
                u"%1 is no file of the skill %2."_s.arg(base::cleaned(m_uri), base::cleaned(m_skill.name())))
                                  .value());
        m_read = m_session->readResource(m_uri, this);
        connect(m_read, &Operation::finished, this, &SkillLoading::answered);
        m_read->start();
    }
    void abort() override
    {
        if (m_read)
            m_read->cancel();
    }

private:
    void answered()
    {
        ReadResource *read = m_read;
        read->deleteLater();
        if (!read->result())
            return finishWith(read->result().error());
        const QList<ResourceContent> &contents = read->result()->contents;
        if (contents.size() != 1 || contents.first().uri != m_uri)
            return finishWith(unverified(
                u"Reading %1 brought something else, or more than one thing."_s.arg(base::cleaned(m_uri)))
                                  .value());
        const ResourceContent &only = contents.first();
        const QByteArray bytes = only.isText ? only.text.toUtf8() : only.data;
        const auto verified = m_uri == m_skill.uri ? verifySkillDocument(m_skill, bytes)
                                                   : verifySkillFile(*m_skill.file(m_uri), bytes);
        if (!verified)
            return finishWith(verified.error());
        finishWith(bytes);
    }

    Skill m_skill;
    QByteArray m_uri;
    QPointer<Session> m_session;
    QPointer<ReadResource> m_read;
};

} // namespace

QString Skill::name() const
{
    return QString::fromUtf8(json::stringMember(frontmatter, "name").value_or(uri));
}

const SkillFile *Skill::file(const QByteArray &wanted) const
{
    const auto found = std::find_if(
        files.begin(), files.end(), [&wanted](const SkillFile &one) { return one.uri == wanted; });
    return found == files.end() ? nullptr : &*found;
}

bool offersSkills(const ServerInfo &server)
{
    const json::Object *extensions = json::objectMember(server.capabilities, "extensions");
    return extensions && extensions->contains(extension);
}

ListSkills *listSkills(Session *session, QObject *parent)
{
    return new SkillListing(session, parent);
}

LoadSkill *loadSkillFile(const Skill &skill, const QByteArray &uri, Session *session, QObject *parent)
{
    return new SkillLoading(skill, uri, session, parent);
}

base::Result<Skill> readSkill(const json::Value &value)
{
    const json::Object *object = value.if_object();
    const auto uri = object ? json::stringMember(*object, "uri") : std::nullopt;
    if (!uri || uri->isEmpty())
        return malformed(u"An entry of skills/list has no “uri”."_s);
    Skill skill{ .uri = *uri, .raw = value };
    const json::Object *frontmatter = json::objectMember(*object, "frontmatter");
    if (!frontmatter)
        return malformed(u"The skill %1 has no “frontmatter”."_s.arg(base::cleaned(*uri)));
    skill.frontmatter = *frontmatter;
    if (const json::Array *files = json::arrayMember(*object, "resources"))
        for (const json::Value &one : *files) {
            auto file = readFile(one);
            if (!file)
                return base::fail(std::move(file.error()));
            if (skill.file(file->uri))
                return malformed(
                    u"The skill %1 names %2 twice."_s.arg(base::cleaned(*uri), base::cleaned(file->uri)));
            skill.files.append(std::move(*file));
        }
    return skill;
}

base::Result<void> verifySkillFile(const SkillFile &file, QByteArrayView content)
{
    if (file.size && *file.size != content.size())
        return unverified(u"%1 has %2 bytes, and its list entry says %3."_s.arg(base::cleaned(file.uri))
                              .arg(content.size())
                              .arg(*file.size));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(content);
    const QByteArray digest = "sha256:" + hash.result().toHex();
    if (digest != file.digest.toLower())
        return unverified(u"The digest of %1 is %2, and its list entry says %3."_s.arg(
            base::cleaned(file.uri), QString::fromLatin1(digest), base::cleaned(file.digest)));
    return {};
}

base::Result<void> verifySkillDocument(const Skill &skill, QByteArrayView content)
{
    const SkillFile *file = skill.file(skill.uri);
    if (!file)
        return unverified(
            u"Nothing vouches for %1: its list entry does not name it."_s.arg(base::cleaned(skill.uri)));
    if (const auto verified = verifySkillFile(*file, content); !verified)
        return verified;
    const auto frontmatter = readFrontmatter(content);
    if (!frontmatter)
        return unverified(frontmatter.error().message);
    for (const auto &member : skill.frontmatter) {
        const json::Value *found = frontmatter->if_contains(member.key());
        if (!found || !schema::areEqual(*found, member.value()))
            return unverified(u"“%1” of %2 says %3, and its list entry says %4."_s.arg(
                base::cleaned(json::text(member.key()), 40), base::cleaned(skill.uri),
                found ? base::cleaned(json::compact(*found)) : u"nothing"_s,
                base::cleaned(json::compact(member.value()))));
    }
    for (const auto &member : *frontmatter)
        if (!skill.frontmatter.contains(member.key()))
            return unverified(u"%1 has “%2”, which its list entry does not."_s.arg(
                base::cleaned(skill.uri), base::cleaned(json::text(member.key()), 40)));
    return {};
}

} // namespace authscope::mcp

#include "skills.moc"
