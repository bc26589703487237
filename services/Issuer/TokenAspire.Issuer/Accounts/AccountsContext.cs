using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TokenAspire.Issuer.Accounts;

/// <summary>Accounts for ASP.NET Core Identity, on the tables of <c>Schema/0001_accounts.sql</c>. Nothing else goes through Entity Framework.</summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Account>(Map);

    private static void Map(EntityTypeBuilder<Account> account)
    {
        account.ToTable("users");
        account.Property(user => user.Id).HasColumnName("id").ValueGeneratedNever();
        account.Property(user => user.UserName).HasColumnName("user_name");
        account.Property(user => user.NormalizedUserName).HasColumnName("normalized_user_name");
        account.Property(user => user.DisplayName).HasColumnName("display_name");
        account.Property(user => user.TenantId).HasColumnName("tenant_id");
        account.Property(user => user.PasswordHash).HasColumnName("password_hash");
        account.Property(user => user.SecurityStamp).HasColumnName("security_stamp");
        account.Property(user => user.ConcurrencyStamp).HasColumnName("concurrency_stamp").IsConcurrencyToken();
        account.Property(user => user.LockoutEnabled).HasColumnName("lockout_enabled");
        account.Property(user => user.LockoutEnd).HasColumnName("lockout_end");
        account.Property(user => user.AccessFailedCount).HasColumnName("access_failed_count");

        // An operator's, who writes it past Identity: to save an account that was read before must not open it again.
        account.Property(user => user.DisabledAt).HasColumnName("disabled_at").Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);

        account.Ignore(user => user.Email).Ignore(user => user.NormalizedEmail).Ignore(user => user.EmailConfirmed);
        account.Ignore(user => user.PhoneNumber).Ignore(user => user.PhoneNumberConfirmed).Ignore(user => user.TwoFactorEnabled);
        account.OwnsMany(user => user.Roles, role =>
        {
            role.ToTable("user_roles");
            role.WithOwner().HasForeignKey("UserId");
            role.Property<Guid>("UserId").HasColumnName("user_id");
            role.Property(entry => entry.Role).HasColumnName("role");
            role.HasKey("UserId", nameof(AccountRole.Role));
        });
    }
}
