// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/problems.h"

#include "base/text.h"
#include "json/pointer.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

Problems Problems::of(const schema::Judgement &judgement, const QByteArray &pointer)
{
    Problems root{ .pointer = pointer };
    for (const schema::Violation &violation : judgement.violations) {
        Problems *at = &root;
        QList<QByteArray> tokens = violation.pointer.split('/');
        tokens.removeFirst(); // before the first slash
        for (const QByteArray &token : std::as_const(tokens)) {
            const QByteArray parent = at->pointer;
            at = &at->below[json::stepName(token).toStdString()];
            at->pointer = parent + '/' + token;
        }
        at->here.append(violation);
    }
    return root;
}

const Problems *Problems::at(const std::string &token) const
{
    const auto found = below.find(token);
    return found == below.end() ? nullptr : &found->second;
}

qsizetype Problems::count() const
{
    qsizetype count = here.size();
    for (const auto &[token, problems] : below)
        count += problems.count();
    return count;
}

QStringList Problems::lines() const
{
    QStringList lines;
    for (const schema::Violation &violation : here)
        lines += u"%1 %2"_s.arg(base::cleaned(pointer, 120), problemWords(violation)).trimmed();
    for (const auto &[token, problems] : below)
        lines += problems.lines();
    return lines;
}

QString problemWords(const schema::Violation &violation)
{
    if (violation.keyword == "required")
        return u"is needed"_s; // of a form, "missing" would be what it lacks
    return base::cleaned(violation.message, 300);
}

QString clauseOf(const schema::Violation &violation)
{
    const QByteArray &whole = violation.absoluteLocation;
    const qsizetype hash = whole.indexOf('#');
    const bool isOwn = hash == 0 || whole.startsWith("https://form.invalid/");
    return base::cleaned(isOwn && hash >= 0 ? whole.sliced(hash + 1) : whole, 160);
}

} // namespace authscope::ui
