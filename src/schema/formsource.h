// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: what a FormNode was made of.
#pragma once

#include "schema/formmodel.h"
#include "schema/index.h"
#include "schema/pattern.h"

namespace authscope::schema {

/// Shared by all nodes of one form.
struct FormContext {
    FormContext(const Documents &documentsAtHand, const Options &given)
        : documents(documentsAtHand), options(given), index(documents, options)
    {
    }

    Documents documents;
    Options options;
    Index index; ///< grows as references are followed

    /// As patternMatches(), compiled once, and false when all of them have taken too long.
    bool matches(const QByteArray &pattern, const QString &text);

private:
    QHash<QByteArray, std::optional<Pattern>> m_patterns;
    std::chrono::nanoseconds m_patternTime{ 0 };
};

enum class Fork : quint8 { None, AnyOf, OneOf, Condition, Types };

/// One of the schemas that apply at the same place.
struct FormPart {
    const json::Object *schema = nullptr;
    const json::Value *value = nullptr; ///< the same
    bool saysOnlyWords = false; ///< beside a $ref of draft-07
    bool isForked[4] = {}; ///< by Fork: this keyword was decided further up
    bool has(Fork fork) const { return !isForked[size_t(fork)]; }
};

struct FormSource {
    std::shared_ptr<FormContext> context = {};
    std::vector<FormPart> parts = {};
    quint8 types = 0x7f; ///< TypeBit: what is still possible
    bool isOpen = false; ///< a reference leads nowhere, or there is too much
    bool isRefused = false; ///< false applies: nothing may stand here
    Fork fork = Fork::None;
    std::size_t forkedPart = 0;
    std::vector<const json::Value *> alternatives = {}; ///< of AnyOf and OneOf, without null
    std::vector<quint8> alternativeTypes = {}; ///< of Types
    mutable std::optional<QList<FormNode>> members = {}; ///< when they were asked for

    Language languageOf(const FormPart &part) const;
    /// Adds the schema and what applies with it.
    void add(const json::Value &schema, int level = 0);
    /// The first part that says it.
    const json::Value *find(std::string_view keyword) const;
    std::optional<QByteArray> text(std::string_view keyword) const;
    bool isTrue(std::string_view keyword) const;
    std::vector<const json::Value *> findAll(std::string_view keyword) const;
    /// What the parts say about a member (nothing: of any name that none of them has) or an item. Nothing
    /// when it is not allowed there.
    std::optional<std::vector<const json::Value *>> memberSchemas(std::optional<std::string_view> name) const;
    std::optional<std::vector<const json::Value *>> itemSchemas(qsizetype index) const;
    qsizetype fixedItems() const;
    QSet<QByteArray> requiredMembers() const;
    Compiled compiled() const; ///< all parts
};

/// What the enum, const or titled constants of the parts leave to choose from; nothing without them.
std::optional<QList<FormChoice>> choicesOf(const FormSource &source);
QStringList hintsOf(const FormNode &node, const FormSource &source);
QString alternativeLabelOf(const FormSource &source, const json::Value &alternative, qsizetype index);

class FormBuilder {
public:
    static FormNode build(FormSource source, std::string_view name = {});
    /// Of a member or an item: all that the parts of its parent say about it.
    static FormSource below(const FormSource &parent, const std::vector<const json::Value *> &schemas);
    static FormSource alternative(const FormSource &source, qsizetype index);

private:
    static void readWords(FormNode &node, const FormSource &source);
    static void readBounds(FormNode &node, const FormSource &source);
    static void readTypes(FormNode &node, FormSource &source);
    static void readForks(FormNode &node, FormSource &source);
    static bool readAlternatives(FormNode &node, FormSource &source, std::size_t part, Fork fork);
    static FormKind kindOf(FormNode &node, FormSource &source);
    static FormKind kindOfType(FormNode &node, const FormSource &source, quint8 type);
    static FormKind kindOfList(FormNode &node, const FormSource &source);
};

} // namespace authscope::schema
