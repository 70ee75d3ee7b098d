// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "json/json.h"

namespace authscope::oauth {

/// Reads the members of one document and writes down what was wrong with which. An optional member of the
/// wrong type is left out and noted; a required one is OA-016.
class MemberReader {
public:
    /// `what`: "The authorization server metadata". `rule`: the clause that describes the members.
    /// `speaker`: the address the document speaks for.
    MemberReader(
        const json::Object &object, QString what, QString rule, QByteArray speaker, base::Checks *checks);

    base::Result<QByteArray> requiredText(std::string_view name) const;
    std::optional<QByteArray> optionalText(std::string_view name) const;
    std::optional<QList<QByteArray>> optionalList(std::string_view name) const;
    bool flag(std::string_view name) const; ///< false when absent
    base::Result<QByteArray> requiredUrl(std::string_view name) const;
    /// Empty when absent or unsafe; the unsafe one is a Failed check.
    QByteArray optionalUrl(std::string_view name) const;

    base::Error missing(std::string_view name, const QString &expected) const;

private:
    const json::Value *find(std::string_view name) const; ///< null counts as absent
    void noteType(std::string_view name, const QString &expected, const json::Value &value) const;

    const json::Object &m_object;
    QString m_what;
    QString m_rule;
    QByteArray m_speaker;
    base::Checks *m_checks;
};

/// Does the URL point into this computer or a private network? A server that lives there may name others
/// that do.
bool isInsideUrl(const QByteArray &url);

/// A URL that `speaker`'s document or answer names: base::guardUrl and T009's rule.
base::Result<QByteArray> guardNamed(const QByteArray &speaker, const QByteArray &url, const QString &name);

} // namespace authscope::oauth
