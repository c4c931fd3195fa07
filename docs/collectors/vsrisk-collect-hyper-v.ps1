<#
.SYNOPSIS
  Writes what Hyper-V hosts tell of themselves and their machines to one JSON file.
.DESCRIPTION
  Read-only: only Get- cmdlets are called. Windows PowerShell 5.1 or PowerShell 7 with the
  Hyper-V module, as a member of Hyper-V Administrators (CIM of remote hosts needs more).
  Notes are written as they stand; what looks like a secret in them is masked at import.
.EXAMPLE
  .\vsrisk-collect-hyper-v.ps1 -ComputerName hv1,hv2 -OutFile hyper-v.json
#>
[CmdletBinding()]
param(
    [string[]] $ComputerName = @($env:COMPUTERNAME),
    [string] $OutFile = 'hyper-v.json',
    [string] $Source = ''
)

$ErrorActionPreference = 'Stop'
$script:refused = New-Object System.Collections.ArrayList

function Read-Part([string] $What, [scriptblock] $Ask) {
    try { & $Ask }
    catch {
        [void] $script:refused.Add(@{ what = $What; why = $_.Exception.Message })
    }
}

function ConvertTo-Words($Value) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ') }
    if ($Value -is [bool] -or $Value -is [int] -or $Value -is [long] -or $Value -is [uint64] -or $Value -is [uint32]) {
        return $Value
    }
    return [string] $Value
}

function Select-Words($Object, [string[]] $Names) {
    $found = [ordered] @{}
    if ($null -ne $Object) {
        foreach ($name in $Names) { $found[$name] = ConvertTo-Words $Object.$name }
    }
    return $found
}

function Select-Each($Objects, [string[]] $Names) {
    return , @($Objects | Where-Object { $null -ne $_ } | ForEach-Object { Select-Words $_ $Names })
}

function Get-Adapters($Vm) {
    $found = @()
    foreach ($nic in @(Get-VMNetworkAdapter -VM $Vm)) {
        $words = Select-Words $nic @('Name', 'Id', 'SwitchName', 'MacAddress', 'DynamicMacAddressEnabled',
            'Connected', 'IsLegacy', 'MacAddressSpoofing', 'DhcpGuard', 'RouterGuard', 'PortMirroringMode')
        $words['Vlan'] = Select-Words (Get-VMNetworkAdapterVlan -VMNetworkAdapter $nic) @(
            'OperationMode', 'AccessVlanId', 'NativeVlanId')
        $words['Vlan']['AllowedVlanIdList'] = [string] (Get-VMNetworkAdapterVlan -VMNetworkAdapter $nic).AllowedVlanIdListString
        $found += $words
    }
    return , $found
}

function Get-Machine($Vm) {
    $name = "$($Vm.ComputerName)/$($Vm.Name)"
    $words = Select-Words $Vm @('Name', 'ComputerName', 'State', 'Generation', 'Version', 'Path', 'Notes',
        'CreationTime', 'Uptime', 'ProcessorCount', 'MemoryStartup', 'IntegrationServicesState',
        'CheckpointType', 'AutomaticStartAction', 'IsClustered', 'ReplicationMode')
    $words['VMId'] = [string] $Vm.Id
    $words['ExposeVirtualizationExtensions'] = Read-Part "$name processor" {
        (Get-VMProcessor -VM $Vm).ExposeVirtualizationExtensions }
    $words['Security'] = Read-Part "$name security" {
        Select-Words (Get-VMSecurity -VM $Vm) @('TpmEnabled', 'Shielded',
            'EncryptStateAndVmMigrationTraffic', 'VirtualizationBasedSecurityOptOut') }
    if ($Vm.Generation -eq 2) {
        $words['Firmware'] = Read-Part "$name firmware" {
            Select-Words (Get-VMFirmware -VM $Vm) @('SecureBoot', 'SecureBootTemplate') }
    }
    $words['NetworkAdapters'] = Read-Part "$name network adapters" { Get-Adapters $Vm }
    $words['HardDrives'] = Read-Part "$name disks" {
        Select-Each (Get-VMHardDiskDrive -VM $Vm) @('Name', 'Path', 'DiskNumber', 'SupportPersistentReservations') }
    $words['DVDDrives'] = Read-Part "$name DVD drives" {
        Select-Each (Get-VMDvdDrive -VM $Vm) @('Name', 'Path') }
    $words['Checkpoints'] = Read-Part "$name checkpoints" { Get-Checkpoints $Vm }
    $words['AssignableDevices'] = Read-Part "$name assignable devices" {
        Select-Each (Get-VMAssignableDevice -VM $Vm) @('InstanceID', 'LocationPath') }
    $words['IntegrationServices'] = Read-Part "$name integration services" {
        Select-Each (Get-VMIntegrationService -VM $Vm) @('Name', 'Enabled', 'PrimaryStatusDescription') }
    return $words
}

function Get-Checkpoints($Vm) {
    return Select-Each (Get-VMSnapshot -VM $Vm) @('Name', 'Id', 'CreationTime', 'SnapshotType', 'State', 'ParentSnapshotName')
}

function Get-HostWords([string] $Computer) {
    $words = Select-Words (Get-VMHost -ComputerName $Computer) @('Name', 'FullyQualifiedDomainName',
        'LogicalProcessorCount', 'MemoryCapacity', 'EnableEnhancedSessionMode', 'VirtualMachineMigrationEnabled',
        'VirtualMachineMigrationAuthenticationType', 'UseAnyNetworkForMigration')
    $system = Read-Part "$Computer operating system" {
        if ($Computer -eq $env:COMPUTERNAME) { Get-CimInstance Win32_OperatingSystem }
        else { Get-CimInstance Win32_OperatingSystem -ComputerName $Computer } }
    if ($system) {
        $words['OperatingSystem'] = [string] $system.Caption
        $words['OperatingSystemVersion'] = [string] $system.Version
        $words['LastBootUpTime'] = ConvertTo-Words $system.LastBootUpTime
    }
    if (Get-Command Get-Cluster -ErrorAction SilentlyContinue) {
        $words['ClusterName'] = Read-Part "$Computer cluster" { [string] (Get-Cluster -Name $Computer).Name }
    }
    return $words
}

$files = @()
foreach ($computer in $ComputerName) {
    $described = Read-Part $computer { Get-HostWords $computer }
    if (-not $described) { continue }
    $machines = @(Read-Part "$computer machines" {
        foreach ($vm in @(Get-VM -ComputerName $computer)) { Get-Machine $vm } })
    $switches = Read-Part "$computer switches" {
        Select-Each (Get-VMSwitch -ComputerName $computer) @('Name', 'Id', 'SwitchType', 'AllowManagementOS') }
    $files += [ordered] @{
        path = "$computer/hyper-v.json"
        json = [ordered] @{ Host = $described; VMs = $machines; Switches = @($switches) }
    }
}
$named = if ($Source) { $Source } else { $ComputerName[0] }
$whole = [ordered] @{
    vsrisk_collect = 1
    platform = 'hyper-v'
    version = '1.0'
    taken_at = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
    source = @{ name = $named }
    files = $files
    refused = @($script:refused)
}
$text = ConvertTo-Json -InputObject $whole -Depth 12
$path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile)
[System.IO.File]::WriteAllText($path, $text, (New-Object System.Text.UTF8Encoding($false)))
Write-Output "Wrote $path; refused: $($script:refused.Count)."
